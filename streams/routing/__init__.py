"""Who should receive what, by when: data of each area. Who may receive it is for agreements and duties to say."""
