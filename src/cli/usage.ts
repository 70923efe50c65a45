/** The options as help and error messages name them. */
export const usage = `Usage: npt-impute <input.csv> [-o completed.csv] [options]

Fills the empty cells of a CSV file with a transformer that reads the whole table.
Only the filled cells change; every other byte of the file stays as it is.

  <input.csv>             the file to fill; "-" reads standard input
  -o, --output FILE       where the completed copy goes (default: standard output)
  --report FILE           a JSON report: every filled cell, its certainty, interval, alternatives
  --columns a,b           fill these columns only; quote a name that contains a comma: '"a,b",c'
  --missing "NA,?"        tokens that mean missing besides empty cells; "auto" for the usual ones;
                          "age:NA,-1" for one column, in place of the others; "age:" for none there
  --blank-is-missing      cells of spaces count as missing, too
  --type age=integer      what a column holds: integer, number, level (few numbers), code, category, boolean,
                          date, text, id; may be repeated, as the next five
  --min age=0, --max age=120
                          bounds of a column's values: no suggestion is beyond
  --tolerance age=2       how far from the truth a number of the column may be and still count as right, in its
                          units (dates: in days); by default a tenth of the range of the middle 90% of its values
  --ignore note           neither fill the column nor learn from it
  --role id=learn         fill (and learn from), learn (from only) or leave (neither)
  --schema FILE           a Table Schema or data package that says all this; found by itself beside the input
                          as NAME.schema.json or datapackage.json. Options go before it
  --no-schema             read no schema that lies beside the input
  --infer-schema          write what is assumed of the file as a Table Schema, and fill nothing
  --min-certainty P       leave cells empty whose certainty is below P (0 to 1): the probability of being right, or,
                          for numbers and dates, within the column's tolerance
  --seed N                seed of every random choice (default 0)
  --draws N               N completed copies drawn from the predictive distribution: out.1.csv ... out.N.csv
  --check                 hide known cells, predict them, and print how good that is, column by column;
                          fills nothing unless -o is given
  --context-rows N        rows the network may look at (usually 1000 to 2500)
  --row-order auto|none   whether the rows above and below count: where that helps, or never
  --threads N             threads (default: one per core, at most 8)
  --runtime native|wasm   where the network runs (default: native, or WebAssembly where that does not load)
  --delimiter C           the delimiter, a character or "tab" (default: found in the file)
  --skip-rows N           lines before the header (default: found in the file)
  --unit-rows N           rows under the header that are no data, such as units (default: found in the file)
  --header, --no-header   whether the first row names the columns (default: found in the file)
  --short-rows            also fill the cells that rows lack at their end
  --verbose               say on standard error where the network runs
  -h, --help              this text
  -v, --version           the version

Exit status: 0 done; 1 the model failed; 2 the input or an option cannot be used; 130 interrupted.
`;
