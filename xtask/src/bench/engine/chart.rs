//! Charts on doubly logarithmic paper, as SVG: a straight line is a power law, and its slope is the exponent.

use std::fmt::Write as _;

use super::results::{Operation, Results, Shape, Tool};
use crate::figures::readable;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 500.0;
/// The paper inside the drawing: left, top, right, bottom.
const PAPER: (f64, f64, f64, f64) = (80.0, 50.0, 620.0, 440.0);
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#444444"];

struct Line {
    name: String,
    colour: &'static str,
    dashed: bool,
    points: Vec<(f64, f64)>,
}

/// All charts, by the name of their file.
pub(super) fn all(results: &Results) -> Vec<(String, String)> {
    let mut charts: Vec<(String, String)> = Shape::ALL
        .into_iter()
        .map(|shape| {
            let title = format!("Time of each operation, {shape}");
            (format!("benchmarks-{shape}.svg"), chart(&title, &times(results, shape), readable_seconds))
        })
        .collect();
    let title = "Peak memory of the hungriest operation";
    charts.push(("benchmarks-memory.svg".to_owned(), chart(title, &memory(results), |y| format!("{y} MB"))));
    charts
}

fn times(results: &Results, shape: Shape) -> Vec<Line> {
    let mut lines = Vec::new();
    for (tool, dashed) in [(Tool::Ironwright, false), (Tool::Terraform, true)] {
        for (operation, colour) in Operation::ALL.into_iter().zip(COLOURS) {
            let series = results.series(tool, shape, operation);
            let points =
                series.iter().map(|(size, figures)| (number(*size), figures.taken.wall.as_secs_f64()));
            let name = if dashed { format!("Terraform, {operation}") } else { operation.to_string() };
            lines.push(Line { name, colour, dashed, points: points.collect() });
        }
    }
    lines
}

fn memory(results: &Results) -> Vec<Line> {
    let mut lines = Vec::new();
    for (tool, dashed) in [(Tool::Ironwright, false), (Tool::Terraform, true)] {
        for (shape, colour) in Shape::ALL.into_iter().zip(COLOURS) {
            let most = |size: usize| {
                let all = Operation::ALL.into_iter();
                all.filter_map(|operation| results.figures(tool, shape, size, operation))
                    .map(|figures| figures.taken.memory)
                    .max()
                    .unwrap_or_default()
            };
            let sizes = results.sizes(tool, shape).into_iter();
            let points = sizes.map(|size| (number(size), megabytes(most(size)))).collect();
            let name = if dashed { format!("Terraform, {shape}") } else { shape.to_string() };
            lines.push(Line { name, colour, dashed, points });
        }
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "a drawing has a thousand points across")]
fn number(size: usize) -> f64 {
    size as f64
}

#[expect(clippy::cast_precision_loss, reason = "a drawing has a thousand points across")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn readable_seconds(seconds: f64) -> String {
    if seconds < 0.0995 { format!("{} ms", (seconds * 1e3).round()) } else { readable_whole(seconds) }
}

fn readable_whole(seconds: f64) -> String {
    if seconds < 60.0 {
        format!("{seconds} s")
    } else {
        readable(std::time::Duration::from_secs_f64(seconds))
    }
}

/// The powers of ten just outside all values.
fn decades(values: impl Iterator<Item = f64> + Clone) -> (i32, i32) {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    let most = values.fold(0.0, f64::max);
    if !least.is_finite() || least <= 0.0 {
        return (0, 1);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the powers of ten of what can be measured are small"
    )]
    let (low, high) = (least.log10().floor() as i32, most.log10().ceil() as i32);
    (low, high.max(low + 1))
}

fn chart(title: &str, lines: &[Line], label: impl Fn(f64) -> String) -> String {
    let points = || lines.iter().flat_map(|line| &line.points);
    let (x_low, x_high) = decades(points().map(|point| point.0));
    let (y_low, y_high) = decades(points().map(|point| point.1));
    let (left, top, right, bottom) = PAPER;
    let across = |x: f64| left + (x.log10() - f64::from(x_low)) / f64::from(x_high - x_low) * (right - left);
    let down = |y: f64| bottom - (y.log10() - f64::from(y_low)) / f64::from(y_high - y_low) * (bottom - top);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<text x=\"{left}\" y=\"28\" \
         font-size=\"17\" fill=\"#111111\">{title}</text>\n"
    );
    for decade in x_low..=x_high {
        let (value, x) = (10_f64.powi(decade), across(10_f64.powi(decade)));
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"{top}\" x2=\"{x:.1}\" y2=\"{bottom}\" stroke=\"#dddddd\"/>\n<text x=\"{x:.1}\" \
             y=\"{:.1}\" text-anchor=\"middle\" fill=\"#333333\">{}</text>",
            bottom + 20.0,
            grouped(value)
        );
    }
    for decade in y_low..=y_high {
        let (value, y) = (10_f64.powi(decade), down(10_f64.powi(decade)));
        let _ = writeln!(
            svg,
            "<line x1=\"{left}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\" stroke=\"#dddddd\"/>\n<text x=\"{:.1}\" \
             y=\"{:.1}\" text-anchor=\"end\" fill=\"#333333\">{}</text>",
            left - 8.0,
            y + 4.0,
            label(value)
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#333333\">resources</text>",
        f64::midpoint(left, right),
        bottom + 42.0
    );
    for (at, line) in lines.iter().filter(|line| !line.points.is_empty()).enumerate() {
        let dashes = if line.dashed { " stroke-dasharray=\"7 5\"" } else { "" };
        let drawn: Vec<String> =
            line.points.iter().map(|(x, y)| format!("{:.1},{:.1}", across(*x), down(*y))).collect();
        let colour = line.colour;
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>",
            drawn.join(" ")
        );
        for (x, y) in &line.points {
            let (x, y) = (across(*x), down(*y));
            let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
        let y = top + 8.0 + 24.0 * number(at);
        let (from, to) = (right + 20.0, right + 50.0);
        let _ = writeln!(
            svg,
            "<line x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#111111\">{}</text>",
            to + 8.0,
            y + 4.0,
            line.name
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// `100,000`.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::sample;
    use super::*;

    #[test]
    fn chart_has_a_line_for_each_operation_of_each_tool() {
        let charts = all(&sample());
        let (name, flat) = &charts[0];
        assert_eq!(name, "benchmarks-flat.svg");
        assert_eq!(flat.matches("<polyline").count(), 12);
        assert_eq!(flat.matches("stroke-dasharray").count(), 2 * 6);
        assert!(flat.contains(">10,000<") && flat.contains(">1 s<") && flat.ends_with("</svg>\n"), "{flat}");
    }

    #[test]
    fn chart_without_figures_is_empty_paper() {
        let empty = chart("nothing", &[], |y| y.to_string());
        assert!(!empty.contains("NaN") && !empty.contains("polyline"), "{empty}");
    }
}
