// DD0017 Preamble Not Zero
// https://dicom-threat-matrix.example/detections/DD0017/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: Every DICOM file at the import gateway, on media stations, in the upload folder of the web
// face, on shares and in a sample or full pass of the image store, scanned with YARA. Antivirus
// exclusions for image folders do not apply to this scan. A table of preambles seen per sender
// helps to tell marks of products from strangers.

rule DICOM_Preamble_Program
{
    meta:
        description = "DICOM file that starts like a program, script or archive"
        level = "high"
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        (
            uint16be(0) == 0x4D5A or          // DOS and Windows program
            uint32be(0) == 0x7F454C46 or      // ELF
            uint32be(0) == 0xFEEDFACE or      // Mach-O and its variants
            uint32be(0) == 0xFEEDFACF or
            uint32be(0) == 0xCEFAEDFE or
            uint32be(0) == 0xCFFAEDFE or
            uint32be(0) == 0xCAFEBABE or
            uint32be(0) == 0x504B0304 or      // ZIP and formats built on it
            uint32be(0) == 0x25504446 or      // PDF
            uint16be(0) == 0x2321             // script with an interpreter line
        )
}

rule DICOM_Preamble_Unexplained
{
    meta:
        description = "DICOM file whose preamble is neither zero nor TIFF"
        level = "low"
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        not (uint32be(0) == 0x49492A00 or uint32be(0) == 0x4D4D002A) and
        not (uint32be(0) == 0x49492B00 or uint32be(0) == 0x4D4D002B) and
        for any i in (0..127) : ( uint8(i) != 0 )
}
