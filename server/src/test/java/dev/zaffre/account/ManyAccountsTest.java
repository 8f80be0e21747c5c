package dev.zaffre.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import dev.zaffre.testing.TestServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Linked accounts from a spreadsheet, found again among many, and what reaches each of them. */
class ManyAccountsTest {
    private static final String ACCOUNTS = "/api/v2/public/linked-account";
    private static TestServer zaffre;

    @BeforeAll
    static void start() {
        zaffre = new TestServer();
    }

    @AfterAll
    static void stop() {
        zaffre.close();
    }

    private static TestServer.Reply send(String query, String csv) {
        return zaffre.callRaw("POST", ACCOUNTS + "/import" + query, csv, "content-type", "text/csv; charset=utf-8");
    }

    private static JsonNode imported(String query, String csv) {
        TestServer.Reply reply = send(query, csv);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        return reply.body();
    }

    private static List<String> found(String query) {
        return zaffre.ok("GET", ACCOUNTS + "?limit=100&" + query, null)
                .path("docs")
                .valueStream()
                .map(one -> one.path("account_id").asString())
                .sorted()
                .toList();
    }

    private static JsonNode account(String id) {
        return zaffre.ok("GET", ACCOUNTS + "/" + id, null);
    }

    @Test
    void a_preview_tells_what_would_happen_and_changes_nothing() {
        JsonNode answer = imported("?preview=true", "account_id,name,plan\npreviewed,Preview Ltd,gold\n");

        assertThat(answer.path("imported").asBoolean()).isFalse();
        assertThat(answer.at("/rows/0/outcome").asString()).isEqualTo("create");
        assertThat(answer.at("/columns/2/udf").asString()).isEqualTo("plan");
        assertThat(zaffre.call("GET", ACCOUNTS + "/previewed", null).status()).isEqualTo(404);
    }

    @Test
    void a_byte_order_mark_semicolons_quotes_and_line_breaks_in_cells_are_understood() {
        imported(
                "",
                "\uFEFFaccount_id;name;udf.note\r\nexcel-1;\"Smith; \"\"Sons\"\"\";\"two\r\nlines\"\r\nexcel-2;Müller;\r\n");

        assertThat(account("excel-1").path("name").asString()).isEqualTo("Smith; \"Sons\"");
        assertThat(account("excel-1").at("/udf/0/key_name").asString()).isEqualTo("note");
        assertThat(account("excel-1").at("/udf/0/key_value").asString()).isEqualTo("two\r\nlines");
        assertThat(account("excel-2").path("name").asString()).isEqualTo("Müller");
        assertThat(account("excel-2").path("udf")).isEmpty();
    }

    @Test
    void rows_with_errors_are_left_out_and_each_is_told_with_its_line_and_column() {
        JsonNode answer = imported("", """
                account_id,name,plan
                rows-ok,Right,gold
                ,Nobody,gold
                rows-ok,Twice,gold
                rows-short,Short
                "rows
                control",Line break,gold
                """);

        assertThat(answer.path("created").asInt()).isEqualTo(1);
        assertThat(answer.path("failed").asInt()).isEqualTo(4);
        assertThat(answer.path("errors")
                        .valueStream()
                        .map(error -> error.path("line").asInt() + " "
                                + error.path("column").asString() + " "
                                + error.path("message").asString())
                        .toList())
                .containsExactly(
                        "3 account_id is empty: give every account an id",
                        "4 account_id is the id of line 2 too: keep one of the two lines",
                        "5  has 2 cells, and the first line names 3 columns: a cell that holds the separator or a line break must stand in quotes",
                        "6 account_id must not contain control characters");
        assertThat(account("rows-ok").path("name").asString()).isEqualTo("Right");
    }

    @Test
    void all_or_nothing_stores_nothing_when_one_row_is_wrong() {
        TestServer.Reply reply = send("?all_or_nothing=true", "account_id\nwhole-1\n\"\"\n");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body().at("/details/0/line").asInt()).isEqualTo(3);
        assertThat(zaffre.call("GET", ACCOUNTS + "/whole-1", null).status()).isEqualTo(404);
    }

    @Test
    void an_import_changes_what_it_says_and_keeps_the_rest() {
        zaffre.ok("PUT", ACCOUNTS, Json.parse("""
                {"linked_account_id":"kept","name":"Kept","udf":{"plan":"gold","region":"eu"},
                 "your_app":{"auth_credentials":{"api_key":"secret"}}}"""));

        JsonNode answer = imported("", "account_id,name,plan,region\nkept,,silver,\n");
        JsonNode again = imported("", "account_id,name,plan,region\nkept,,silver,\n");

        assertThat(answer.path("updated").asInt()).isEqualTo(1);
        assertThat(again.path("unchanged").asInt()).isEqualTo(1);
        assertThat(account("kept").path("name").asString()).isEqualTo("Kept");
        assertThat(found("udf_key=plan&udf_value=silver")).contains("kept");
        assertThat(found("udf_key=region&udf_value=eu")).contains("kept");
        assertThat(zaffre.call(
                                "DELETE",
                                ACCOUNTS + "/default-app/auth-credentials/api_key",
                                null,
                                "linked_account_id",
                                "kept")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_is_no_such_file_is_refused_with_what_to_do() {
        assertThat(send("", "").body().path("message").asString()).startsWith("The file is empty");
        assertThat(send("", "account_id,name,NAME\n").body().path("message").asString())
                .isEqualTo("Line 1 names the column 'NAME' twice");
        assertThat(send("", "account_id,\nx,y\n").body().path("message").asString())
                .startsWith("Line 1 has a column without a name");
        String many = "account_id\n"
                + IntStream.range(0, 10_001).mapToObj(i -> "m" + i).collect(Collectors.joining("\n"));
        assertThat(send("", many).body().path("message").asString()).startsWith("The file has more than 10000 rows");
    }

    @Test
    void ten_thousand_rows_are_one_import() {
        String rows = IntStream.range(0, 10_000)
                .mapToObj(i -> "bulk_" + i + ",Bulk number" + i + ",tier" + i % 7)
                .collect(Collectors.joining("\n"));

        JsonNode answer = imported("?all_or_nothing=true", "account_id,name,tier\n" + rows);

        assertThat(answer.path("created").asInt()).isEqualTo(10_000);
        assertThat(answer.path("rows")).hasSize(500);
        assertThat(answer.path("rows_more").asInt()).isEqualTo(9_500);
        assertThat(found("search=bulk_4711")).containsExactly("bulk_4711");
        assertThat(zaffre.ok("GET", ACCOUNTS + "?udf_key=tier&udf_value=tier3&limit=1", null)
                        .path("totalDocs")
                        .asInt())
                .isEqualTo(1_429);
    }

    @Test
    void accounts_are_found_by_the_beginnings_of_words_of_id_and_name() {
        imported("", """
                account_id,name
                words-42@example.com,Zaphod Beeblebrox
                words_43,O'Neill & 'Sons':* <b>
                """);

        assertThat(found("search=zaph%20beeb")).containsExactly("words-42@example.com");
        assertThat(found("search=WORDS-42%40example")).containsExactly("words-42@example.com");
        assertThat(found("search=words")).containsExactly("words-42@example.com", "words_43");
        assertThat(found("search=phod")).isEmpty();
        assertThat(found("search=o%27neill")).containsExactly("words_43");
        assertThat(found("search=%27%3A*%20%26%20%21(")).isEmpty();
    }

    @Test
    void accounts_are_found_by_their_connections() {
        zaffre.account("connected");
        zaffre.ok("PUT", ACCOUNTS, Json.object().put("linked_account_id", "alone"));

        assertThat(found("connection=active&app=sandbox-crm")).containsExactly("connected");
        assertThat(found("connection=expired")).isEmpty();
        assertThat(found("connection=none&search=alone")).containsExactly("alone");
        assertThat(found("app=sandbox-chat")).containsExactly("connected");
    }

    @Test
    void what_reaches_an_account_is_told_and_why_the_rest_does_not() {
        zaffre.ok("PUT", ACCOUNTS, Json.object().put("linked_account_id", "reached"));
        zaffre.eventType("Reach", "{\"first_name\":\"Mark\"}");
        zaffre.workflow("""
                {'name':'Reaching','slug':'sandbox-crm','trigger':{'type':'event','event':'Reach'},
                 'nodes':[{'id':'1','name':'Start','type':'start'},
                  {'id':'2','name':'Note','type':'log','level':'info','title':'here'}],
                 'edges':[{'source':'1','target':'2'}]}""");

        JsonNode before = zaffre.ok("GET", ACCOUNTS + "/reached/workflows?slug=sandbox-crm", null);
        zaffre.account("reached");
        JsonNode after = zaffre.ok("GET", ACCOUNTS + "/reached/workflows?slug=sandbox-crm", null);

        assertThat(before.at("/docs/0/reaches").asBoolean()).isFalse();
        assertThat(before.at("/docs/0/reasons/0/reason").asString()).isEqualTo("not_connected");
        assertThat(after.at("/docs/0/reaches").asBoolean()).isTrue();
        assertThat(after.at("/docs/0/connection").asString()).isEqualTo("active");
    }

    @Test
    void session_tokens_are_listed_and_taken_back() {
        zaffre.ok("PUT", ACCOUNTS, Json.object().put("linked_account_id", "tokens"));
        String token = zaffre.ok(
                        "POST", "/api/v2/public/session-token", Json.object().put("linked_account_id", "tokens"))
                .path("token")
                .asString();
        zaffre.ok("POST", "/api/v2/public/connect-url?expires_in=600", null, "linked_account_id", "tokens");

        JsonNode listed =
                zaffre.ok("GET", ACCOUNTS + "/tokens/session-token", null).path("docs");
        JsonNode revoked = zaffre.ok("DELETE", ACCOUNTS + "/tokens/session-token", null);

        assertThat(listed.valueStream().map(one -> one.path("kind").asString()).toList())
                .containsExactly("connect_link", "session");
        assertThat(listed.toString()).doesNotContain(token);
        assertThat(revoked.path("revoked_count").asInt()).isEqualTo(2);
        assertThat(zaffre.call("GET", "/api/v3/org/basics", null, "x-api-key", "", "authorization", "Bearer " + token)
                        .status())
                .isEqualTo(401);
        assertThat(zaffre.ok("GET", ACCOUNTS + "/tokens/session-token", null).path("docs"))
                .isEmpty();
    }
}
