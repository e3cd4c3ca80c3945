-- Two roles instead of one: stillpress_migrator owns the tables and changes them, stillpress_app reads and writes what is in them. Once, as a superuser, in an
-- empty database that stillpress_migrator owns:
--
--   psql --command "create role stillpress_migrator login password '…'" --command "create role stillpress_app login password '…'"
--   psql --command "create database stillpress owner stillpress_migrator encoding UTF8 template template0"
--   psql --dbname stillpress --file deploy/postgres/roles.sql
--
-- Then `stillpress migrate up` (and backup restore) with the first one in DATABASE_URL, web and worker with the second one.

revoke all on schema public from public;
grant usage, create on schema public to stillpress_migrator;
grant usage on schema public to stillpress_app;

-- For all that migrations make from now on, the schema of the job queue included.
alter default privileges for role stillpress_migrator grant usage on schemas to stillpress_app;
alter default privileges for role stillpress_migrator grant select, insert, update, delete on tables to stillpress_app;
alter default privileges for role stillpress_migrator grant usage, select on sequences to stillpress_app;
alter default privileges for role stillpress_migrator grant execute on functions to stillpress_app;

-- A takedown rewrites the tables that it has erased from. Before PostgreSQL 17 only their owner may: a takedown then says what is left to do.
do $$
begin
  if current_setting('server_version_num')::integer >= 170000 then
    execute 'alter default privileges for role stillpress_migrator grant maintain on tables to stillpress_app';
  end if;
end
$$;
