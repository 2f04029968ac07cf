"""Fields, buttons and small parts that every page is put together from."""
