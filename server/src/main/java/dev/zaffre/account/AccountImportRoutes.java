package dev.zaffre.account;

import dev.zaffre.account.AccountImport.Outcome;
import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Many linked accounts at once, from a spreadsheet. */
public final class AccountImportRoutes {
    private static final String IMPORT = "/api/v2/public/linked-account/import";
    /** Rows and errors that an answer shows; the rest is counted. */
    private static final int SHOWN = 500;

    private final LinkedAccounts accounts;

    public AccountImportRoutes(LinkedAccounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(Route.post(IMPORT, Access.KEY, this::importAll));
    }

    private Response importAll(Request request) {
        boolean preview = flag(request, "preview");
        boolean whole = flag(request, "all_or_nothing");
        String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("text/csv") && !type.startsWith("text/plain")) {
            throw ApiError.of(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Send the file as it is, with Content-Type: text/csv");
        }
        AccountSheet sheet = AccountSheet.read(request.body());
        List<AccountSheet.Fault> faults = faults(sheet);
        if (whole && !preview && !faults.isEmpty()) {
            AccountSheet.Fault first = faults.getFirst();
            throw ApiError.unprocessable(
                            "VALIDATION_ERROR",
                            "Nothing was imported: line " + first.line() + ", " + first.column() + " " + first.message()
                                    + (faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)"))
                    .with(shown(faults));
        }
        AccountImport plan = accounts.importAll(request.requireCaller().environment(), sheet, preview);
        return Response.json(answer(sheet, plan, faults)
                .put("preview", preview)
                .put(
                        "imported",
                        !preview && plan.count(Outcome.ERROR) < sheet.rows().size()));
    }

    private static boolean flag(Request request, String name) {
        return switch (request.queryValue(name).orElse("false").toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw AccountForm.invalid("The query parameter '" + name + "' must be true or false");
        };
    }

    private static List<AccountSheet.Fault> faults(AccountSheet sheet) {
        List<AccountSheet.Fault> faults = new ArrayList<>();
        sheet.rows().forEach(row -> faults.addAll(row.faults()));
        return faults;
    }

    private static ObjectNode answer(AccountSheet sheet, AccountImport plan, List<AccountSheet.Fault> faults) {
        ObjectNode answer = Json.object()
                .put("total", sheet.rows().size())
                .put("created", plan.count(Outcome.CREATE))
                .put("updated", plan.count(Outcome.UPDATE))
                .put("unchanged", plan.count(Outcome.UNCHANGED))
                .put("failed", plan.count(Outcome.ERROR))
                .put("separator", String.valueOf(sheet.separator()));
        ArrayNode columns = answer.putArray("columns");
        for (AccountSheet.Column column : sheet.columns()) {
            columns.addObject()
                    .put("header", column.header())
                    .put("holds", column.kind().name().toLowerCase(Locale.ROOT))
                    .put("udf", column.kind() == AccountSheet.Kind.UDF ? column.field() : null);
        }
        ArrayNode rows = answer.putArray("rows");
        for (int i = 0; i < Math.min(SHOWN, sheet.rows().size()); i++) {
            rows.add(row(sheet.rows().get(i), plan.outcomes().get(i)));
        }
        answer.put("rows_more", sheet.rows().size() - rows.size());
        answer.set("errors", shown(faults));
        return answer.put("errors_more", Math.max(0, faults.size() - SHOWN));
    }

    private static ObjectNode row(AccountSheet.Row row, Outcome outcome) {
        ObjectNode shown = Json.object()
                .put("line", row.line())
                .put("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .put("account_id", row.id())
                .put("name", row.form().name().orElse(null));
        ObjectNode udf = shown.putObject("udf");
        row.form().udf().forEach((key, value) -> udf.put(key, value.orElse("")));
        return shown;
    }

    private static ArrayNode shown(List<AccountSheet.Fault> faults) {
        ArrayNode shown = Json.array();
        for (AccountSheet.Fault fault : faults.subList(0, Math.min(SHOWN, faults.size()))) {
            shown.addObject()
                    .put("line", fault.line())
                    .put("column", fault.column())
                    .put("message", fault.message());
        }
        return shown;
    }
}
