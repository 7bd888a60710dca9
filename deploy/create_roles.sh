#!/bin/sh
# Runs once, when the database container makes its data folder. Two roles, so that the web server, should it be
# taken over, can neither drop a table nor disable a trigger that guards the records:
#   clearinghouse_owner  owns the tables and migrates them
#   clearinghouse_app    reads and writes rows; web and worker use it
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set database="$POSTGRES_DB" \
    --set owner_password="$OWNER_PASSWORD" \
    --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE clearinghouse_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE clearinghouse_app LOGIN PASSWORD :'app_password';
ALTER DATABASE :"database" OWNER TO clearinghouse_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO clearinghouse_app;
ALTER DEFAULT PRIVILEGES FOR ROLE clearinghouse_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO clearinghouse_app;
ALTER DEFAULT PRIVILEGES FOR ROLE clearinghouse_owner
    GRANT USAGE, SELECT ON SEQUENCES TO clearinghouse_app;
SQL
