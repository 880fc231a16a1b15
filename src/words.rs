//! Enums whose variants have names: the word that stands for each in a link, and what a person
//! reads.

/// A word of a link, and its name in full.
pub type Word = (&'static str, &'static str);

/// An enum that [`words!`] declares.
pub(crate) trait Words: Copy + PartialEq + 'static {
    /// Every variant, in the order of menus.
    const ALL: &'static [Self];
    /// The words of every variant, in the same order.
    const WORDS: &'static [Word];

    /// The words of this variant.
    fn word(self) -> Word;

    /// The variant that a word of a link stands for.
    fn from_link_name(text: &str) -> Option<Self> {
        let index = Self::WORDS.iter().position(|word| word.0 == text)?;
        Self::ALL.get(index).copied()
    }
}

/// Declares an enum, and for each variant its word in a link and its name in full.
macro_rules! words {
    (
        $(#[$about:meta])*
        pub enum $Enum:ident {
            $($(#[$says:meta])* $Variant:ident = $link_name:literal, $name:literal;)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $Enum {
            $($(#[$says])* $Variant,)+
        }

        impl $Enum {
            /// Every variant, in the order of menus.
            pub const ALL: &[Self] = &[$(Self::$Variant),+];

            /// Its word in a link or a file.
            pub fn link_name(self) -> &'static str {
                $crate::words::Words::word(self).0
            }

            /// Its name in full.
            pub fn name(self) -> &'static str {
                $crate::words::Words::word(self).1
            }
        }

        impl $crate::words::Words for $Enum {
            const ALL: &'static [Self] = Self::ALL;
            const WORDS: &'static [$crate::words::Word] = &[$(($link_name, $name)),+];

            fn word(self) -> $crate::words::Word {
                Self::WORDS[self as usize]
            }
        }
    };
}
pub(crate) use words;
