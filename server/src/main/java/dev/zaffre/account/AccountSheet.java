package dev.zaffre.account;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.zaffre.http.ApiError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Linked accounts as a spreadsheet program writes them: the first line names the columns {@code account_id}, {@code name} and any
 * number of user-defined fields. Commas, semicolons and tabs separate; quotes and a byte order mark are understood.
 *
 * @param columns of the first line, in its order
 */
record AccountSheet(char separator, List<Column> columns, List<Row> rows) {
    static final int MOST_ROWS = 10_000;
    private static final int MOST_COLUMNS = 100;
    private static final int LONGEST_CELL = 10_000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String UDF_PREFIX = "udf.";
    private static final Set<String> ID_NAMES = Set.of("account_id", "linked_account_id");

    /** What a column holds. */
    enum Kind {
        ACCOUNT_ID,
        NAME,
        UDF
    }

    /** @param field the user-defined field, for {@link Kind#UDF} */
    record Column(String header, Kind kind, String field) {}

    /** Lines count from 1, the header's among them. */
    record Fault(int line, String column, String message) {}

    /**
     * One account; of no use when it has faults.
     *
     * @param id empty when there is none
     */
    record Row(int line, String id, AccountForm form, List<Fault> faults) {}

    /** @throws ApiError 400 when no row can be read, with the line */
    static AccountSheet read(byte[] file) {
        String text = text(file);
        char separator = separator(text);
        List<Column> columns = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            for (CsvRecord line : reader) {
                if (columns.isEmpty()) {
                    columns.addAll(columns(line.getFields()));
                } else if (rows.size() == MOST_ROWS) {
                    throw AccountForm.invalid("The file has more than " + MOST_ROWS
                            + " rows: cut it into several and import one after the other");
                } else {
                    rows.add(row(columns, line, seen));
                }
            }
        } catch (CsvParseException | java.io.IOException e) {
            throw AccountForm.invalid("The file cannot be read as CSV: " + e.getMessage());
        }
        if (columns.isEmpty()) {
            throw AccountForm.invalid(
                    "The file is empty: its first line must name the columns, as in account_id,name,plan");
        }
        return new AccountSheet(separator, List.copyOf(columns), rows);
    }

    private static String text(byte[] file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw AccountForm.invalid("The file is not in UTF-8: save it as \"CSV UTF-8\" and import it again");
        }
    }

    /** What the first line has most of outside quotes; a spreadsheet writes semicolons where the comma is for decimals. */
    private static char separator(String text) {
        int[] counts = new int[128];
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"') {
                quoted = !quoted;
            } else if (!quoted && (character == '\n' || character == '\r')) {
                break;
            } else if (!quoted && character < counts.length) {
                counts[character]++;
            }
        }
        char most = counts[';'] > counts[','] ? ';' : ',';
        return counts['\t'] > counts[most] ? '\t' : most;
    }

    private static List<Column> columns(List<String> headers) {
        if (headers.size() > MOST_COLUMNS) {
            throw AccountForm.invalid("Line 1 has more than " + MOST_COLUMNS + " columns");
        }
        List<Column> columns = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String header : headers) {
            Column column = column(header.strip());
            if (!taken.add(column.kind() + column.field())) {
                throw AccountForm.invalid("Line 1 names the column '" + column.header() + "' twice");
            }
            columns.add(column);
        }
        if (columns.stream().noneMatch(column -> column.kind() == Kind.ACCOUNT_ID)) {
            throw AccountForm.invalid("Line 1 must name the column account_id; it names " + String.join(", ", headers));
        }
        return columns;
    }

    private static Column column(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (ID_NAMES.contains(lower)) {
            return new Column(header, Kind.ACCOUNT_ID, "");
        }
        if (lower.equals("name")) {
            return new Column(header, Kind.NAME, "");
        }
        String field = lower.startsWith(UDF_PREFIX)
                ? header.substring(UDF_PREFIX.length()).strip()
                : header;
        if (field.isEmpty()) {
            throw AccountForm.invalid("Line 1 has a column without a name: name it, or delete the column");
        }
        if (field.length() > LONGEST_CELL || field.indexOf('\0') >= 0) {
            throw AccountForm.invalid("Line 1 has a column whose name is too long, or not text");
        }
        return new Column(header, Kind.UDF, field);
    }

    /** @param seen the line of each id so far */
    private static Row row(List<Column> columns, CsvRecord record, Map<String, Integer> seen) {
        int line = Math.toIntExact(record.getStartingLineNumber());
        List<Fault> faults = new ArrayList<>();
        if (record.getFieldCount() != columns.size()) {
            faults.add(new Fault(
                    line,
                    "",
                    "has " + record.getFieldCount() + " cells, and the first line names " + columns.size()
                            + " columns: a cell that holds the separator or a line break must stand in quotes"));
        }
        String id = "";
        Optional<String> name = Optional.empty();
        Map<String, Optional<String>> udf = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(columns.size(), record.getFieldCount()); i++) {
            Column column = columns.get(i);
            String cell = record.getField(i).strip();
            if (column.kind() == Kind.ACCOUNT_ID) {
                id = cell;
            } else if (!cell.isEmpty()) {
                checked(line, column, cell, faults);
                if (column.kind() == Kind.NAME) {
                    name = Optional.of(cell);
                } else {
                    udf.put(column.field(), Optional.of(cell));
                }
            }
        }
        checkedId(columns, line, id, seen, faults);
        return new Row(line, id, new AccountForm(name, udf, Optional.empty()), List.copyOf(faults));
    }

    private static void checked(int line, Column column, String cell, List<Fault> faults) {
        if (cell.length() > LONGEST_CELL) {
            faults.add(new Fault(line, column.header(), "is longer than " + LONGEST_CELL + " characters: shorten it"));
        } else if (cell.indexOf('\0') >= 0) {
            faults.add(new Fault(line, column.header(), "holds the character U+0000: delete it"));
        }
    }

    private static void checkedId(
            List<Column> columns, int line, String id, Map<String, Integer> seen, List<Fault> faults) {
        String header = columns.stream()
                .filter(column -> column.kind() == Kind.ACCOUNT_ID)
                .map(Column::header)
                .findFirst()
                .orElseThrow();
        if (id.isEmpty()) {
            faults.add(new Fault(line, header, "is empty: give every account an id"));
            return;
        }
        AccountForm.problem(id).ifPresent(problem -> faults.add(new Fault(line, header, problem)));
        Integer before = seen.putIfAbsent(id, line);
        if (before != null) {
            faults.add(new Fault(line, header, "is the id of line " + before + " too: keep one of the two lines"));
        }
    }
}
