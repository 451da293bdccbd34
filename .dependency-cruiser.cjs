/**
 * The rooms of lib/ and the direction between them (lib/README.md). Every rule says what to do instead.
 * A room may import itself, the rooms listed for it, and nothing else of lib/.
 */
const ROOMS = {
  domain: { may: [], instead: "domain is the vocabulary: plain types and tiny pure helpers that need no other room." },
  verdict: { may: ["domain"], instead: "the judge is pure: a schema and what a model wrote in, a verdict out." },
  capture: {
    may: ["domain", "verdict"],
    instead: "capture is a library that users install; move what it needs into lib/domain.",
  },
  pricing: { may: ["domain"], instead: "pricing is pure: pass in what it needs to know." },
  ingest: {
    may: ["domain", "verdict", "pricing"],
    instead: "ingest is given its store (CallStore in lib/domain/call.ts); join them in lib/server.",
  },
  fold: { may: ["domain"], instead: "the fold is pure: rows in, figures out. Pass in what it needs." },
  store: {
    may: ["domain", "fold"],
    instead: "store only keeps and folds; questions belong in lib/analysis, decoding in lib/ingest.",
  },
  analysis: {
    may: ["domain", "fold", "store"],
    instead: "analysis reads the store; anything that acts belongs in lib/server.",
  },
  alerts: {
    may: ["domain", "fold", "store", "analysis"],
    instead: "alerts judge and tell; joining them to the server's clock, keys and pages belongs in lib/server.",
  },
  review: {
    may: ["domain", "fold", "store", "analysis", "pricing"],
    instead:
      "the review reads figures from lib/analysis and says what they mean; whatever acts on it belongs in lib/server.",
  },
  sample: {
    may: ["domain", "fold", "pricing"],
    instead: "the sample is spans like any client's: give them to the ingest from lib/server.",
  },
  cases: {
    may: ["domain", "verdict", "capture", "pricing", "ingest", "analysis"],
    instead: "a run of cases is a user of the library: it reaches the server over HTTP alone.",
  },
  server: {
    may: ["domain", "pricing", "ingest", "fold", "store", "analysis", "alerts", "review", "sample"],
    instead: "the server joins rooms; it does not use the client library.",
  },
  cli: {
    may: ["domain", "pricing", "ingest", "store", "analysis", "alerts", "review", "sample", "cases", "server"],
    instead: "the command line calls lib/server or a room.",
  },
};

const rooms = Object.entries(ROOMS).map(([room, { may, instead }]) => ({
  name: `room-${room}`,
  comment: `lib/${room} may import only ${[room, ...may].map((r) => `lib/${r}`).join(", ")}: ${instead}`,
  severity: "error",
  from: { path: `^lib/${room}/` },
  to: { path: "^(lib|app|components|tests|bench|examples|scripts)/", pathNot: `^lib/(${[room, ...may].join("|")})/` },
}));

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: "no-circular",
      comment: "Files that import each other are one file in disguise: move the shared part to a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "detect-is-pure",
      comment: "lib/alerts/detect is statistics alone: pass in the counts, and keep what acts outside it.",
      severity: "error",
      from: { path: "^lib/alerts/detect/" },
      to: { pathNot: "^lib/(alerts/detect|domain)/" },
    },
    {
      name: "only-store-opens-prisma",
      comment:
        "Only lib/store and lib/server's sign-in adapter reach Prisma and pg: add a function to lib/store and call that.",
      severity: "error",
      from: { path: "^(app|components|lib|instrumentation)", pathNot: "^lib/(store|server)/" },
      to: { path: "(^generated/prisma|node_modules/(pg|@prisma)/)" },
    },
    {
      name: "components-only-draw",
      comment:
        "Components draw what they are given: pass values in from a panel under app/; of lib they may import lib/domain and types.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(lib|app|tests)/", pathNot: "^lib/domain/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "app-not-capture",
      comment: "The server does not wrap clients: what app needs of capture's words stands in lib/domain.",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^lib/(capture|cases|cli)/" },
    },
    {
      name: "capture-imports-sdk-types-only",
      comment: "Capture must work with whatever SDK version the user has: import the SDK's types only.",
      severity: "error",
      from: { path: "^lib/capture/" },
      to: { path: "node_modules/(openai|@anthropic-ai)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nothing-imports-tests",
      comment:
        "Product code never depends on tests: move the shared part to the room it belongs to. (examples may use the fake provider.)",
      severity: "error",
      from: { pathNot: "^(tests|bench|examples|scripts)/" },
      to: { path: "^tests/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|generated)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js"],
    },
  },
};
