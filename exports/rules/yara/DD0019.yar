// DD0019 Contradictory Image Pixel Module
// https://dicom-threat-matrix.example/detections/DD0019/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: Every object at the import gateway and in the incoming folder of the archive, tested by
// YARA or by the header check of the gateway before any thumbnail, preview or AI job opens it.
// Explicit VR Little Endian files are covered by the rule; for implicit VR let the gateway parse
// the header.

rule DICOM_Image_Pixel_Contradiction
{
    meta:
        description = "Bits, dimensions or palette of a DICOM image contradict each other (explicit VR little endian)"
    strings:
        $allocated = { 28 00 00 01 55 53 02 00 }
        $stored    = { 28 00 01 01 55 53 02 00 }
        $high      = { 28 00 02 01 55 53 02 00 }
        $size_vr   = /\x28\x00[\x10\x11]\x00([A-TV-Z][A-Z]|U[A-RT-Z])/
        $lut_desc  = { 28 00 (01 | 02 | 03) 11 (55 | 53) 53 06 00 }
        $lut_data  = { 28 00 (01 | 02 | 03) 12 4F 57 00 00 }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        (
            $size_vr or
            ( #high == #allocated and
              for any i in (1..#high) : ( uint16(@high[i] + 8) >= uint16(@allocated[i] + 8) ) ) or
            ( #stored == #allocated and
              for any i in (1..#stored) : ( uint16(@stored[i] + 8) > uint16(@allocated[i] + 8) ) ) or
            ( #lut_desc == #lut_data and
              for any i in (1..#lut_desc) : (
                ( uint16(@lut_desc[i] + 8) > 0 and
                  uint32(@lut_data[i] + 8) * 8 < uint16(@lut_desc[i] + 8) * uint16(@lut_desc[i] + 12) ) or
                ( uint16(@lut_desc[i] + 8) == 0 and
                  uint32(@lut_data[i] + 8) * 8 < 65536 * uint16(@lut_desc[i] + 12) ) ) )
        )
}
