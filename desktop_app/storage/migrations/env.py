"""What Alembic runs: the scripts, on the connection and in the transaction it is given."""

from alembic import context

from desktop_app.storage.tables import local_metadata, record_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[record_metadata, local_metadata],
)
context.run_migrations()
