//! How fast something grows: the exponent of the power law nearest to what was measured.

/// The slope of the straight line nearest to the points on doubly logarithmic paper; needs two that differ.
pub(super) fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let points: Vec<(f64, f64)> =
        points.iter().filter(|(x, y)| *x > 0.0 && *y > 0.0).map(|(x, y)| (x.ln(), y.ln())).collect();
    #[expect(clippy::cast_precision_loss, reason = "there are a handful of points")]
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (mean_x, mean_y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let shared: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    (spread > 0.0).then(|| shared / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_laws_are_recognised() {
        for power in [0.5, 1.0, 2.4] {
            let points: Vec<(f64, f64)> =
                [1e3, 1e4, 1e5].iter().map(|x: &f64| (*x, 7.0 * x.powf(power))).collect();
            assert!((exponent(&points).unwrap() - power).abs() < 1e-9);
        }
    }

    #[test]
    fn one_point_has_no_slope() {
        assert_eq!(exponent(&[(1000.0, 1.0)]), None);
        assert_eq!(exponent(&[]), None);
    }
}
