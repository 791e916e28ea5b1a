"""Information-sharing agreements and statutory duties: data, validated and evaluated without side effects."""
