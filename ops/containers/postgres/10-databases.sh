#!/bin/bash
# Run once by PostgreSQL's image, on an empty data folder: two databases, the groups, and a login for each process.
# Passwords are read from the secrets; `firstbell migrate` makes the tables and the groups' rights.
set -euo pipefail

password() { tr -d "\n" < "${SECRETS:-/run/secrets}/database-$1.password"; }

login() { # name, group
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        -v name="$1" -v group="$2" -v password="$(password "$1")" <<-'SQL'
	CREATE ROLE :"name" LOGIN PASSWORD :'password' IN ROLE :"group";
	SQL
}

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<-'SQL'
	CREATE ROLE firstbell_owner NOLOGIN;
	CREATE ROLE firstbell_writer NOLOGIN;
	CREATE ROLE firstbell_reader NOLOGIN;
	CREATE ROLE firstbell_web NOLOGIN;
	CREATE ROLE firstbell_outbox NOLOGIN;
	REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
SQL
login owner firstbell_owner
for name in worker ledger-writer views operator; do login "$name" firstbell_writer; done
login web firstbell_web
login outbox-sender firstbell_outbox
login intake firstbell_reader

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<-'SQL'
	CREATE DATABASE firstbell OWNER owner;
	CREATE DATABASE firstbell_vault OWNER owner;
	REVOKE CONNECT ON DATABASE firstbell, firstbell_vault FROM PUBLIC;
	GRANT CONNECT ON DATABASE firstbell TO firstbell_writer, firstbell_reader, firstbell_web, firstbell_outbox, owner;
	GRANT CONNECT ON DATABASE firstbell_vault TO worker, web, "outbox-sender", operator, owner;
SQL
