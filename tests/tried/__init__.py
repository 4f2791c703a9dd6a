"""Every file of the shared data: loads or refuses as its README says it should."""
