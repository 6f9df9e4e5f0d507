//! A photo out of a picture that somebody brings: its middle as a small square, drawn anew. So nothing else of the file is kept, not where it was
//! taken nor what somebody has hidden in it.

use crate::error::{Error, Result};
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage,
    RgbaImage, imageops,
};
use kurier_model::photo::{HASH, PhotoHash};
use kurier_model::{Field, Reason};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use tokio::sync::Semaphore;

/// Width and height of a photo: twice what the largest place shows, for sharp screens.
const SIDE: u32 = 192;
const QUALITY: u8 = 85;
/// The longest side of a picture, and the most memory that reading one may take: a small file can say that it is huge.
const LONGEST_SIDE: u32 = 16_000;
const MOST_MEMORY: u64 = 192 * 1024 * 1024;

/// One is read at once, whoever brings them, also when they have gone meanwhile.
static AT_ONCE: Semaphore = Semaphore::const_new(1);
/// A JPEG that comes in several passes is kept whole beside the picture while it is read, which its decoder counts to no limit.
const PASSES: u64 = 4;

/// A photo as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub hash: PhotoHash,
    pub bytes: Vec<u8>,
}

/// Makes it.
///
/// # Errors
/// [`Error::Invalid`] about [`Field::Attachment`]: [`Reason::NotAllowed`] when reading it would take too much, [`Reason::Wrong`] when it is no JPEG, PNG
/// or WebP that can be read.
pub async fn made(bytes: Vec<u8>) -> Result<Made> {
    let turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    let drawn = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        drawn(&bytes)
    });
    let drawn = drawn.await.map_err(Error::internal)?;
    let bytes = drawn.map_err(|reason| Error::invalid(Field::Attachment, reason))?;
    let digest = Sha256::digest(&bytes);
    let hash = digest.iter().take(HASH / 2).map(|byte| format!("{byte:02x}")).collect();
    Ok(Made { hash: PhotoHash(hash), bytes })
}

fn drawn(bytes: &[u8]) -> Result<Vec<u8>, Reason> {
    let picture = read(bytes)?;
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    // Of what is high the face is above the middle.
    let (left, top) = ((width - side) / 2, (height - side) / 3);
    let square = imageops::crop_imm(&picture, left, top, side, side);
    let small = imageops::thumbnail(&*square, side.min(SIDE), side.min(SIDE));
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    on_white(&small).write_with_encoder(encoder).map_err(|_| Reason::Wrong)?;
    Ok(jpeg)
}

/// The picture, upright. What it would take to read it is looked at before it is read.
fn read(bytes: &[u8]) -> Result<DynamicImage, Reason> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Reason::Wrong)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(Reason::Wrong);
    }
    let takes = if reader.format() == Some(ImageFormat::Jpeg) { PASSES } else { 1 };
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(why)?;
    if decoder.total_bytes().saturating_mul(takes) > 2 * MOST_MEMORY {
        return Err(Reason::NotAllowed);
    }
    let upright = decoder.orientation().map_err(why)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(why)?;
    picture.apply_orientation(upright);
    let (width, height) = picture.dimensions();
    if width == 0 || height == 0 { Err(Reason::Wrong) } else { Ok(picture) }
}

fn why(error: ImageError) -> Reason {
    match error {
        ImageError::Limits(_) => Reason::NotAllowed,
        _ => Reason::Wrong,
    }
}

/// What can be seen through is white behind.
fn on_white(picture: &RgbaImage) -> DynamicImage {
    let mut drawn = RgbImage::new(picture.width(), picture.height());
    for (from, to) in picture.pixels().zip(drawn.pixels_mut()) {
        let [red, green, blue, alpha] = from.0;
        let mix = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        to.0 = [mix(red), mix(green), mix(blue)];
    }
    DynamicImage::ImageRgb8(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, Rgba};

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Red at the left, green in the middle, blue at the right.
    fn stripes(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| match 3 * x / width {
            0 => Rgb([255, 0, 0]),
            1 => Rgb([0, 255, 0]),
            _ => Rgb([0, 0, 255]),
        }))
    }

    #[test]
    fn the_middle_of_a_picture_becomes_a_small_square() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let made = drawn(&file(&stripes(900, 300), format)).unwrap();
            let photo = image::load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap();
            assert_eq!(photo.dimensions(), (SIDE, SIDE), "{format:?}");
            let middle = photo.to_rgb8().get_pixel(SIDE / 2, SIDE / 2).0;
            let corner = photo.to_rgb8().get_pixel(4, 4).0;
            assert!(
                [middle, corner].iter().all(|[red, green, blue]| *green > 200 && *red < 60 && *blue < 60)
            );
        }
        // What is small already is not blown up.
        let tiny = drawn(&file(&stripes(30, 20), ImageFormat::Png)).unwrap();
        assert_eq!(image::load_from_memory(&tiny).unwrap().dimensions(), (20, 20));
        let through = DynamicImage::ImageRgba8(RgbaImage::from_pixel(10, 10, Rgba([0, 0, 0, 0])));
        let white = image::load_from_memory(&drawn(&file(&through, ImageFormat::Png)).unwrap()).unwrap();
        assert!(white.to_rgb8().pixels().all(|pixel| pixel.0.iter().all(|colour| *colour > 250)));
    }

    #[test]
    fn nothing_of_the_file_is_kept_but_what_is_seen() {
        let mut picture = file(&stripes(40, 40), ImageFormat::Jpeg);
        // A comment of the file (T.81 B.2.4.5), behind its beginning.
        let text = b"Ul. Bursztynowa 7";
        let length = u16::try_from(text.len() + 2).unwrap().to_be_bytes();
        picture.splice(2..2, [&[0xff, 0xfe][..], &length, text].concat());
        let made = drawn(&picture).unwrap();
        assert!(!made.windows(11).any(|part| part == b"Bursztynowa"));
    }

    #[test]
    fn what_is_no_picture_or_says_that_it_is_huge_is_refused() {
        for wrong in [&b""[..], b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n"]
        {
            assert_eq!(drawn(wrong), Err(Reason::Wrong), "{wrong:?}");
        }
        let mut cut = file(&stripes(300, 300), ImageFormat::Png);
        cut.truncate(cut.len() / 2);
        assert_eq!(drawn(&cut), Err(Reason::Wrong));
        // A few bytes that say of themselves that they would be hundreds of millions.
        for side in [15_900_u32, 60_000] {
            let mut bomb = file(&stripes(30, 30), ImageFormat::Png);
            for place in [16, 20] {
                bomb[place..place + 4].copy_from_slice(&side.to_be_bytes());
            }
            let sum = crc(&bomb[12..29]).to_be_bytes();
            bomb[29..33].copy_from_slice(&sum);
            assert_eq!(drawn(&bomb), Err(Reason::NotAllowed), "{side}");
        }
    }

    /// The sum of a part of a PNG (ISO 15948, annex D).
    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
        !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
    }
}
