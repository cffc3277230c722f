"""Why a row of a ranking stands elsewhere than in another list: its own figure taken apart, and its rank. Both add up exactly."""
