//! For which processors a package or a module carries native code: the folders under `lib/` that hold at least one `.so`.

/// What Android ever looked for; other folder names are ignored by it.
const KNOWN: [&str; 8] = [
    "arm64-v8a",
    "armeabi-v7a",
    "armeabi",
    "x86",
    "x86_64",
    "mips",
    "mips64",
    "riscv64",
];

/// In the order of first appearance. Empty means that the package runs on any.
pub(crate) fn abis<'a>(names: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        if let Some(abi) = abi(name)
            && !found.contains(&abi)
        {
            found.push(abi);
        }
    }
    found.into_iter().map(str::to_owned).collect()
}

/// What the file of that name is code for, when it is.
pub(crate) fn abi(name: &[u8]) -> Option<&'static str> {
    let rest = name.strip_prefix(b"lib/")?.strip_suffix(b".so")?;
    let folder = rest.split(|&byte| byte == b'/').next()?;
    if folder.len() == rest.len() {
        return None;
    }
    KNOWN.into_iter().find(|abi| abi.as_bytes() == folder)
}

#[cfg(test)]
mod tests {
    use super::abis;

    #[test]
    fn counts_only_folders_that_android_loads_from() {
        let names: [&[u8]; 7] = [
            b"lib/x86_64/liba.so",
            b"lib/arm64-v8a/liba.so",
            b"lib/arm64-v8a/libb.so",
            b"lib/armeabi-v7a/readme.txt",
            b"lib/sparc/liba.so",
            b"lib/x86.so",
            b"assets/lib/x86/liba.so",
        ];
        assert_eq!(abis(names.into_iter()), ["x86_64", "arm64-v8a"]);
    }
}
