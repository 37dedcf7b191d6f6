#!/bin/sh
# The role a program works as: it reads, adds rows and closes versions; the owner migrates.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role samsyn_service login password :'password';
grant connect on database samsyn to samsyn_service;
SQL
