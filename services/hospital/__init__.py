"""What hospitals really emit, HL7 v2 ADT messages and FHIR R4 bundles, as safeguarding flags."""
