"""Index, retrieval, answering and records of a policy knowledge base. Depends on `ingest`, never on gradio."""
