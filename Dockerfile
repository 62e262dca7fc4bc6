# Never built: no Docker was at hand. What it does was tried by hand instead: these packages, Node 24, user 1000, read-only.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# `npm run worker` starts tsx, a development package. Node 24 strips the types itself, so the image does without.
RUN npm ci --omit=dev

FROM node:24-bookworm-slim
# For Temporal over TLS: the SDK trusts the system's certificates, of which the slim image has none.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
# The image's user `node`, by number, so that an orchestrator sees that it is not root.
USER 1000:1000
CMD ["node", "src/worker.ts"]
