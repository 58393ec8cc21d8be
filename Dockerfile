# IpMonitor in one container, without the demo: docker compose up --build
# Where the official images are slow to reach, name a mirror of them: --build-arg IMAGES=…, --build-arg NODE_IMAGE=…
ARG IMAGES=mcr.microsoft.com/dotnet
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS pages
WORKDIR /source/dashboard/client
COPY dashboard/client/package*.json ./
RUN npm ci --no-audit --no-fund
COPY dashboard/client ./
RUN npm run build

FROM ${IMAGES}/sdk:10.0 AS build
WORKDIR /source
# The project files first: while they stay the same, so does the layer of restored packages.
COPY global.json .editorconfig Directory.Build.props Directory.Packages.props ./
COPY grains/*.csproj grains/
COPY silo/*.csproj silo/
COPY dashboard/*.csproj dashboard/
COPY dashboard/client/Client.targets dashboard/client/
# One platform only: that of the image.
RUN dotnet restore dashboard/IpMonitor.Dashboard.csproj -p:UseCurrentRuntimeIdentifier=true
COPY grains grains
COPY silo silo
COPY dashboard dashboard
COPY --from=pages /source/artifacts/client artifacts/client
RUN dotnet publish dashboard/IpMonitor.Dashboard.csproj -c Release --no-restore -p:UseCurrentRuntimeIdentifier=true -p:IpmSkipClient=true -p:IpmDemo=false -o /app
# What it is made of, for whoever has to know whether a flaw somewhere is here too.
COPY ipm.cs ./
COPY tools tools
RUN dotnet ipm.cs sbom /app/sbom.json --of /app

FROM ${IMAGES}/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
VOLUME /data
# Settings add an HTTPS endpoint with a certificate: docs/operations/deployment.md. Mounted files send no change events, so the
# file watcher polls.
ENV ASPNETCORE_HTTP_PORTS= \
    Kestrel__Endpoints__Http__Url=http://+:5080 \
    IPM_LOGS=json \
    DOTNET_USE_POLLING_FILE_WATCHER=true
EXPOSE 5080
ENTRYPOINT ["dotnet", "IpMonitor.Dashboard.dll", "--data", "/data"]
