# Annals in a container: docs/how-to/run-in-a-container.md.
#
# The tag names one version of Node, the one that the lockfile has for everything else. A digest behind it would pin the very bytes; it
# has to be read from the registry and not be copied from anywhere else: docs/how-to/pipeline.md#keeping-it-fresh.

FROM node:24.21.0-bookworm-slim AS package
WORKDIR /annals
COPY . .
RUN npm run package:container -- /package

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    AUTH_MODE=api-key
WORKDIR /app
COPY --from=package /package/app ./
# An empty folder of the user's own: whatever volume is first mounted over it takes its owner.
COPY --from=package --chown=1000:1000 /package/data /data
# `node` in this image; as a number, so that an orchestrator can tell that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=15s --retries=3 CMD ["node", "dist/health-check.js"]
# Node is process 1 and gets SIGTERM itself: no shell and no npm stands before it.
# What these flags do: docs/adr/0019-memory-of-a-server.md.
ENTRYPOINT ["node", "--min-semi-space-size=16", "--max-semi-space-size=16", "--heap-growing-percent=100"]
CMD ["dist/main.js"]
