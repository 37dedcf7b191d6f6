FROM node:26-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts
COPY schema ./schema
COPY database ./database
COPY subgraphs ./subgraphs
COPY gateway ./gateway
USER node
