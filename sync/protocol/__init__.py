"""Messages and commands of the protocol, wrapped around the bytes of the domain's facts."""
