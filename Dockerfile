# One image for every role and every environment: `web` (the default), `worker`, `migrate up`, any other subcommand.

FROM node:24-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-trixie-slim AS admin
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY model ./model
COPY admin ./admin
RUN npx vite build admin

FROM node:24-trixie-slim
# The last four, as in setup/launch.mjs, which tells why.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    DATA_DIR=/var/lib/stillpress \
    TARGET=disk:/srv/stillpress/public \
    ASTRO_TELEMETRY_DISABLED=1 \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=8192 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    UV_THREADPOOL_SIZE=16
# For backups: pg_dump and pg_restore of the version of the server or newer.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json package-lock.json tsconfig.json astro.config.mjs ./
COPY model ./model
COPY content-cache ./content-cache
COPY migrations ./migrations
COPY server ./server
COPY site ./site
COPY examples ./examples
COPY --from=admin /app/admin/dist ./admin/dist

# The program belongs to root and cannot change itself. Volumes begin with the owner of the folder that they are mounted on.
# Templates are built when the first process starts, into DATA_DIR: SITE_URL and the key of the installation go into them.
RUN mkdir -p /var/lib/stillpress /srv/stillpress/public .astro \
    && chown node:node /var/lib/stillpress /srv/stillpress/public .astro
USER node
VOLUME ["/var/lib/stillpress", "/srv/stillpress/public"]
EXPOSE 4000

# Alive, and nothing more: a database that is away does not get better by restarting this.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# Node is process 1 and handles its signals itself: SIGTERM finishes what runs, and stops.
ENTRYPOINT ["node", "--max-semi-space-size=16", "--always-sparkplug", "--no-lazy-feedback-allocation", "server/cli/stillpress.ts"]
CMD ["web"]
