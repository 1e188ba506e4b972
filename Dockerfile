# turntape for those who run `gateway` or `sim` as a service (docs/gateway.md, "In a container").
# It is built from this folder; `docker build -t turntape .`
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
# `npm pack` builds what the package holds; nothing else of this stage is kept.
RUN npm ci && npm pack --pack-destination /tmp

FROM node:24-bookworm-slim
COPY --from=build /tmp/turntape-*.tgz /tmp/
RUN npm install --global /tmp/turntape-*.tgz \
  && rm -r /tmp/turntape-*.tgz ~/.npm \
  && install --directory --owner=node --mode=0700 /data
USER node
WORKDIR /data
# Recordings outlive the container where a volume is mounted here.
VOLUME /data
ENV TURNTAPE_DB=/data/turntape.db
EXPOSE 8787
# Ctrl-C and `docker stop` reach it: it is the first process, and ends what it has begun.
ENTRYPOINT ["turntape"]
CMD ["--help"]
