"""The office: accounts, what staff did, enquiries, answers that people approved. All of it in office.sqlite."""
