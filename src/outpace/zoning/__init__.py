"""Control zones and static management: proposed by rule, signed by a human, released as early as the rules allow."""
