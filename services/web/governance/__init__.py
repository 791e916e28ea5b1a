"""What the pages of the information-governance lead share: their scope, days asked, the matrix as it is drawn."""
