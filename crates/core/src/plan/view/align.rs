//! Two lists side by side: what both have in the same order, and what is between.

/// A piece of two lists in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    /// An item of both, by its place in each.
    Same(usize, usize),
    /// An item that goes.
    Gone(usize),
    /// An item that comes.
    New(usize),
}

/// How many comparisons two lists are worth: beyond, only what both begin and end with is taken for the same.
const MOST_COMPARED: usize = 1_000_000;

/// The longest run of items that both have in the same order, and what is between.
pub(super) fn aligned<T: PartialEq>(was: &[T], is: &[T]) -> Vec<Piece> {
    let front = was.iter().zip(is).take_while(|(a, b)| a == b).count();
    let back = was[front..].iter().rev().zip(is[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&was[front..was.len() - back], &is[front..is.len() - back]);
    let mut pieces: Vec<Piece> = (0..front).map(|at| Piece::Same(at, at)).collect();
    let (mut i, mut j) = (0, 0);
    if old.len().saturating_mul(new.len()) <= MOST_COMPARED {
        let longest = longest_common(old, new);
        while i < old.len() && j < new.len() {
            if old[i] == new[j] {
                pieces.push(Piece::Same(front + i, front + j));
                (i, j) = (i + 1, j + 1);
            } else if longest[i + 1][j] >= longest[i][j + 1] {
                pieces.push(Piece::Gone(front + i));
                i += 1;
            } else {
                pieces.push(Piece::New(front + j));
                j += 1;
            }
        }
    }
    pieces.extend((i..old.len()).map(|at| Piece::Gone(front + at)));
    pieces.extend((j..new.len()).map(|at| Piece::New(front + at)));
    let ends = (was.len() - back..was.len()).zip(is.len() - back..is.len());
    pieces.extend(ends.map(|(old, new)| Piece::Same(old, new)));
    pieces
}

/// How long the longest common run is from each pair of places on.
fn longest_common<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Vec<usize>> {
    let mut longest = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = if old[i] == new[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::{Gone, New, Same};

    #[test]
    fn lists_are_aligned_by_what_they_have_in_common() {
        assert_eq!(aligned(&[1, 2, 3], &[1, 2, 3]), [Same(0, 0), Same(1, 1), Same(2, 2)]);
        assert_eq!(aligned(&[1, 2, 3], &[1, 9, 2, 3]), [Same(0, 0), New(1), Same(1, 2), Same(2, 3)]);
        assert_eq!(aligned(&[1, 2, 3], &[2, 3, 1]), [Gone(0), Same(1, 0), Same(2, 1), New(2)]);
        assert_eq!(aligned(&[1], &[2]), [Gone(0), New(0)]);
        assert_eq!(aligned(&[0; 0], &[7]), [New(0)]);
    }

    #[test]
    fn long_lists_are_not_compared_item_by_item() {
        let was: Vec<usize> = (0..2_000).collect();
        let is: Vec<usize> = std::iter::once(0).chain(10_000..12_000).chain([1_999]).collect();
        let pieces = aligned(&was, &is);
        assert_eq!(pieces.iter().filter(|piece| matches!(piece, Same(..))).count(), 2);
        assert_eq!(pieces.len(), 2 + 1_998 + 2_000);
    }
}
