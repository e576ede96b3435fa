//! The services, files and interfaces by which an imaging system is touched, in words for people.
//! The first word of each is the one that a technique writes in `surface`.

use super::matrix::Matrix;

/// Word, name and explanation.
pub type Surface = (&'static str, &'static str, &'static str);

impl Matrix {
    /// Returns the surfaces that a page offers: all, or in a matrix of something else than DICOM those
    /// that its techniques name.
    pub fn surfaces(&self) -> impl Iterator<Item = &'static Surface> {
        let named =
            |word: &str| self.techniques().any(|(_, it)| it.surface.iter().any(|at| at == word));
        ALL.iter().filter(move |it| self.meta().speaks_dicom() || named(it.0))
    }
}

/// All of them, in the order in which a page lists them.
const ALL: &[Surface] = &[
    (
        "association",
        "Associations",
        "Any DICOM connection between two machines: who may open one, and what they agree on.",
    ),
    ("c-echo", "C-ECHO, verification", "The DICOM ping: is somebody there?"),
    ("c-store", "C-STORE, storage", "A machine sends images or reports to another."),
    ("c-find", "C-FIND, query", "A machine asks an archive for patients and studies."),
    ("c-move", "C-MOVE, retrieve", "A machine has an archive send studies to a third one."),
    ("c-get", "C-GET, retrieve", "A machine fetches studies over the connection that it opened."),
    (
        "n-services",
        "Other normalized services",
        "N-CREATE, N-SET, N-ACTION and the like, for work that has steps.",
    ),
    (
        "storage-commitment",
        "Storage commitment",
        "The archive promises to keep images, so the scanner may delete them.",
    ),
    (
        "modality-worklist",
        "Modality worklist",
        "The scanner fetches the list of patients and orders.",
    ),
    ("mpps", "MPPS, performed procedure step", "The scanner reports what it did and when."),
    (
        "ups",
        "UPS, unified worklist",
        "Tasks are handed from one system to another, in radiotherapy or AI above all.",
    ),
    ("print", "DICOM print", "Images are sent to a film or paper printer."),
    ("dicomweb-qido", "DICOMweb query, QIDO-RS", "Patients and studies are searched over HTTP."),
    (
        "dicomweb-wado",
        "DICOMweb retrieve, WADO",
        "Images are fetched over HTTP, by viewers and apps.",
    ),
    ("dicomweb-stow", "DICOMweb store, STOW-RS", "Images are uploaded over HTTP."),
    ("dicom-file", "DICOM files", "Files that some program opens, wherever they come from."),
    ("media", "Discs and sticks", "Patient CDs, DVDs and USB sticks, read or written."),
    ("web-ui", "Web pages of products", "Viewers, consoles and settings that open in a browser."),
    (
        "hl7-interface",
        "HL7 interfaces",
        "Orders, patient data and reports between the RIS, the EHR and imaging.",
    ),
    (
        "service-access",
        "Service access",
        "Remote or local access of the vendor or of a service engineer.",
    ),
    ("host", "Operating systems", "The computer below: its accounts, files, updates and malware."),
    ("network", "Network", "What one can see or change on the wire between machines."),
    ("ai-pipeline", "AI pipelines", "Models, their training data and where their results go."),
    ("audit", "Audit trail", "The records of who did what, on their way and at rest."),
];
