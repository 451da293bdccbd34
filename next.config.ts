import type { NextConfig } from "next";

const config: NextConfig = {
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
