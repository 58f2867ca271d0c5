// Sets formulas: a line of JSON in, a line of HTML out, for as long as somebody asks.

const katex = require("katex");

require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { tex, displayMode } = JSON.parse(line);
  const set = katex.renderToString(tex, { displayMode, throwOnError: false, strict: "ignore" });
  process.stdout.write(`${JSON.stringify(set)}\n`);
});
