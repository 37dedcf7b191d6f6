FROM node:26-slim
WORKDIR /app
COPY package.json package-lock.json ./
# Not without optional packages: what sets PDF comes as one for this platform.
RUN npm ci --omit=dev --ignore-scripts
COPY schema ./schema
COPY database ./database
COPY subgraphs ./subgraphs
COPY gateway ./gateway
RUN install -d -o node -m 700 /exports
USER node
