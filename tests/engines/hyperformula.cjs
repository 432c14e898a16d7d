// Recalculates workbooks with HyperFormula: reads [{sheet: rows}] from stdin, writes their values.
const { HyperFormula, DetailedCellError } = require("hyperformula");

const asValue = (value) => (value instanceof DetailedCellError ? { error: value.value } : value);

let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (piece) => (text += piece));
process.stdin.on("end", () => {
  const answers = JSON.parse(text).map((sheets) => {
    const engine = HyperFormula.buildFromSheets(
      sheets,
      {
        licenseKey: "gpl-v3",
        useWildcards: true,
        caseSensitive: false,
        accentSensitive: true,
        precisionRounding: 14,
        useColumnIndex: true,
      },
      [
        { name: "TRUE", expression: "=TRUE()" },
        { name: "FALSE", expression: "=FALSE()" },
      ],
    );
    const values = engine.getAllSheetsValues();
    return Object.fromEntries(
      Object.entries(values).map(([name, rows]) => [name, rows.map((row) => row.map(asValue))]),
    );
  });
  process.stdout.write(JSON.stringify(answers));
});
