"""Views on documents, one module per thing a person does."""
