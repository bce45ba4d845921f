#!/bin/sh
# Runs once, when the database server is made. The product's role is no superuser, so that row-level security binds it.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -v password="$QF_POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE qingfeng LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE PASSWORD :'password';
CREATE DATABASE qingfeng OWNER qingfeng;
SQL
