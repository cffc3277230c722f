"""What the tests need beside Python: a PostgreSQL, a Valkey and a browser, started for one run and gone after it."""
