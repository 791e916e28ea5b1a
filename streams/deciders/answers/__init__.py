"""Which contact a published outcome answers, child by child: said by hop 2, which sees every accepted event."""
