/**
 * Plain JavaScript: to read it as TypeScript the server would load a compiler of 22 MB, and keep it.
 * @type {import("next").NextConfig}
 */
const config = {
  // Types, lint and boundaries are checked by `npm run verify`; a first start need not wait for them again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // 10,000 outcomes with their ids and reasons, or a provider's export of a year, are sent as one form.
  experimental: { serverActions: { bodySizeLimit: "16mb" } },
  // A workspace above the project must not be taken for its root.
  turbopack: { root: import.meta.dirname },
  // Exporters are given a base address with any path prefix.
  rewrites: async () =>
    Promise.resolve(
      ["traces", "logs", "metrics"].map((signal) => ({
        source: `/:prefix+/v1/${signal}`,
        destination: `/v1/${signal}`,
      })),
    ),
};

export default config;
