# One image for every process of Holdfast: worker, api, vault, codec server, and the simulator for development.
# Debian, because the Temporal SDK has no build for musl.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The SDK ships its native part for five platforms, about 25 MB each: one is needed.
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Where the vault's socket and the simulator's ledger go; a new volume mounted here belongs to this user, too.
RUN mkdir -p /run/holdfast /var/lib/holdfast \
  && chown node:node /run/holdfast /var/lib/holdfast \
  && chmod 700 /run/holdfast /var/lib/holdfast
USER node
# worker; the others: dist/workers/api.js, dist/workers/vault.js, dist/workers/codec-server.js, dist/simulator/main.js; dist/workers/cli.js is for people
CMD ["node", "dist/workers/worker.js"]
