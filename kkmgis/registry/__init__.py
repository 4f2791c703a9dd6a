"""Reading the register: what pages and API show. Nothing here writes or speaks HTTP."""
