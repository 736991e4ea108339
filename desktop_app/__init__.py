"""Everything of Sổ Việc Làm below its windows: domain, storage, papers, exchange, centre."""
