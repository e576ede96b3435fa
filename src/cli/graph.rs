//! `dtm graph`: the graph, or what lies around one object, for drawing programs.

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::export::graph::{GraphFormat, graph};

/// Write the graph, or what lies around one object, for drawing programs
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The language: dot for Graphviz, graphml for yEd and Gephi, mermaid for Markdown
    #[arg(long, default_value = "dot", value_parser = ["dot", "graphml", "mermaid"])]
    format: String,
    /// Only what lies around this object
    #[arg(long, value_name = "ID")]
    around: Option<String>,
    /// How many links away from it
    #[arg(long, default_value_t = 1, requires = "around", value_parser = clap::value_parser!(u8).range(0..=20))]
    depth: u8,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let matrix = &compiled.matrix;
    let nodes = match &args.around {
        None => matrix.graph().0,
        Some(id) => {
            let node = matrix.node(id).ok_or_else(|| format!("there is no object `{id}`"))?;
            matrix.around(node, usize::from(args.depth))
        }
    };
    let format = match args.format.as_str() {
        "graphml" => GraphFormat::Graphml,
        "mermaid" => GraphFormat::Mermaid,
        _ => GraphFormat::Dot,
    };
    Rim::print(&graph(matrix, &nodes, format))?;
    Ok(Outcome::Clean)
}
