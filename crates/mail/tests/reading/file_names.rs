//! Names of files as programs write them.

use super::{mail, names, written};

/// <https://github.com/hyprlab/vireo/pull/118>, <https://github.com/jstedfast/MimeKit/issues/106>
#[test]
fn names_are_whole() {
    let names_of_five = [
        "załącznik.pdf",
        "zestawienie części.xlsx",
        "faktura ż.pdf",
        "Umowa ramowa 2026.pdf",
        "Zestawienie dostaw za listopad 2026.pdf",
    ];
    assert_eq!(names(&mail("file-names/five-names.eml")), names_of_five);
}

#[test]
fn names_stand_in_either_field() {
    for (header, name) in [
        ("Content-Type: application/pdf; name=\"=?utf-8?B?xYLDs2TFug==?= =?utf-8?Q?_2.pdf?=\"", "łódź 2.pdf"),
        ("Content-Type: application/pdf; name*0*=utf-8''%C5%82%C3; name*1*=%B3d%C5%BA.pdf", "łódź.pdf"),
        (
            "Content-Type: application/pdf; name=Spis rzeczy.pdf\nContent-Disposition: attachment",
            "Spis rzeczy.pdf",
        ),
        (
            "Content-Type: application/pdf; name=zly.pdf\nContent-Disposition: attachment; filename=\"zly.pdf\"; filename*=UTF-8''dobry%20%C5%BC.pdf",
            "dobry ż.pdf",
        ),
        (
            "Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"..\\\\..\\\\a\u{202e}fdp.exe\"",
            "afdp.exe",
        ),
        ("Content-Type: application/pdf", "document-1.pdf"),
    ] {
        let mail = written(&format!(
            "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{header}\n\nx\n--b--\n"
        ));
        assert_eq!(names(&mail), [name], "{header}");
    }
}
