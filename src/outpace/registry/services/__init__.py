"""What changes areas, people, stations: each a permission, a change, an audit entry and an event in one transaction."""
