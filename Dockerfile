# The worker, the webhook service and the CLI are one image; `--target demo` adds the simulated cloud.
# Built and run by `npm run test:compose`. How to use it: docs/how-to/deploy.md

# glibc: Temporal's core is not built for musl. Node 24 reads TypeScript as it is.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
# Temporal over TLS trusts the system's certificates, of which the slim image has none.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM packages AS bundle
COPY scripts/bundle-workflows.ts ./scripts/
COPY src ./src
RUN node scripts/bundle-workflows.ts workflow-bundle.js
# What bundles is not needed to run, nor is Temporal's core for other systems.
RUN rm -r node_modules/@swc node_modules/swc-loader \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:24.21.0-bookworm-slim AS service
RUN rm -rf /opt/yarn* /usr/local/lib/node_modules /usr/local/include \
  && find /usr/local/bin -type l -delete \
  && install --directory --owner=1000 --group=1000 /settings
COPY --from=packages /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
ENV NODE_ENV=production
ENV WORKFLOW_BUNDLE=/app/workflow-bundle.js
WORKDIR /app
COPY --from=bundle /app/node_modules ./node_modules
COPY --from=bundle /app/workflow-bundle.js ./
COPY package.json ./
COPY src ./src
ARG RECOVERY_VERSION=local
LABEL org.opencontainers.image.version=$RECOVERY_VERSION
# The image's user `node`, by number, so that an orchestrator sees that it is not root.
USER 1000:1000
CMD ["node", "src/worker.ts"]

FROM service AS demo
COPY simulators ./simulators
COPY demo/cloud.ts demo/cloud-settings.ts ./demo/
COPY test/fixtures/disks ./test/fixtures/disks
COPY test/fixtures/surveys ./test/fixtures/surveys
CMD ["node", "demo/cloud.ts", "/settings"]

# What is built when no target is named.
FROM service
