package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.choose;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.field;
import static dev.zaffre.e2e.Find.input;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.menuItem;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.region;
import static dev.zaffre.e2e.Find.rowWith;
import static dev.zaffre.e2e.Find.searchBox;
import static dev.zaffre.e2e.Find.tab;
import static dev.zaffre.e2e.Find.text;
import static dev.zaffre.e2e.Find.title;
import static dev.zaffre.e2e.Find.toggle;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.base.Json;
import dev.zaffre.sandbox.Sandbox;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Customers in the console: made, imported, found, connected, set up, disconnected, deleted. */
class AccountsPagesTest extends ConsoleStories {
    private static final String ACCOUNTS = "/api/v2/public/linked-account";
    private static final String MARKUP = "<img src=x onerror=alert(1)><b>Wayne</b>";

    @Test
    void an_account_is_made_changed_and_deleted_and_markup_in_its_name_stays_text() throws Exception {
        Page page = world.owner("/linked-accounts");
        button(page, "New account").first().click();
        input(dialog(page), "Id").fill("wayne");
        input(dialog(page), "Name").fill(MARKUP);
        button(page, "Add a field").click();
        input(dialog(page), "Name of field 1").fill("plan");
        input(dialog(page), "Value of field 1").fill("<script>alert(1)</script>");
        Look.at(page, "accounts-new");
        button(page, "Create account").click();

        assertThat(title(page)).hasText(MARKUP);
        assertThat(page.getByText("<script>alert(1)</script>")).isVisible();
        assertThat(page.locator("main img[src=x], main script, main b:has-text('Wayne')"))
                .hasCount(0);

        button(page, "More actions").click();
        menuItem(page, "Edit account").click();
        input(dialog(page), "Name").fill("Wayne Enterprises");
        button(page, "Remove the field plan").click();
        button(page, "Save").click();
        assertThat(title(page)).hasText("Wayne Enterprises");
        assertThat(page.getByText("This account has none.")).isVisible();

        button(page, "More actions").click();
        menuItem(page, "Delete account").click();
        assertThat(button(dialog(page), "Delete account")).isDisabled();
        input(dialog(page), "Type wayne to confirm").fill("wayne");
        button(dialog(page), "Delete account").click();

        assertThat(title(page)).hasText("Linked accounts");
        assertThat(world.company().send("GET", ACCOUNTS + "/wayne", null).status())
                .isEqualTo(404);
    }

    @Test
    void a_spreadsheet_tells_what_it_would_do_before_it_does_it() {
        Page page = world.owner("/linked-accounts");
        button(page, "Import CSV").click();
        input(dialog(page), "Rows")
                .fill(
                        "account_id;name;plan\nsheet-1;One;gold\nsheet-2;<i>Two</i>;silver\n;Nobody;gold\nsheet-1;Again;gold");
        button(page, "Preview").click();

        Locator found = region(page, "What the file would do");
        assertThat(found).containsText("2 to create");
        assertThat(found).containsText("Line 4: account_id is empty: give every account an id");
        assertThat(found).containsText("Line 5: account_id is the id of line 2 too");
        assertThat(found.getByText("<i>Two</i>")).isVisible();
        assertThat(button(page, "Import 2 accounts")).hasCount(0);
        Look.at(page, "accounts-import");

        page.getByLabel("All or nothing").uncheck();
        button(page, "Import 2 accounts").click();
        assertThat(dialog(page)).hasCount(0);

        input(page, "Field").fill("plan");
        input(page, "Value").fill("silver");
        assertThat(text(page, "1 account")).isVisible();
        assertThat(link(page, "<i>Two</i>")).isVisible();
        assertThat(page.url()).contains("key=plan").contains("value=silver");
        Look.at(page, "accounts");
    }

    @Test
    void a_search_finds_words_by_their_beginning_and_says_when_nothing_fits() {
        world.accountWithCrm("search-me", "Searchable Corporation");
        Page page = world.owner("/linked-accounts");
        Locator search = searchBox(page, "Search id or name");
        search.fill("corpo sear");
        assertThat(link(page, "Searchable Corporation")).isVisible();
        assertThat(text(page, "1 connection")).hasCount(1);
        search.fill("nobody-at-all");
        assertThat(page.getByText("No account fits")).isVisible();
        button(page, "Clear all filters").click();
        assertThat(link(page, "Searchable Corporation")).isVisible();
    }

    @Test
    void a_connect_link_is_made_once_and_taken_back() {
        world.company().ok("POST", ACCOUNTS, "{\"linked_account_id\":\"link-me\",\"name\":\"Link me\"}");
        Page page = world.owner("/linked-accounts/link-me");
        button(page, "Connect link").click();
        Look.at(page, "accounts-connect-link");
        button(page, "Make the link").click();
        Locator made = region(page, "Connect link").first();
        assertThat(made).containsText("/connect/");
        String link = String.valueOf(link(page, "Open the page").getAttribute("href"));
        assertThat(link).contains("/connect/");
        page.keyboard().press("Escape");

        tab(page, "Tokens").click();
        assertThat(page).hasURL(world.base() + "/console/test/linked-accounts/link-me/tokens");
        Locator row = rowWith(page, "Connect link");
        assertThat(row).isVisible();
        assertThat(page.content()).doesNotContain(link.substring(link.lastIndexOf('/') + 1));
        Look.at(page, "accounts-tokens");
        button(row, "Revoke").click();
        button(dialog(page), "Revoke").click();
        assertThat(page.getByText("No token holds")).isVisible();
    }

    @Test
    void settings_and_workflows_of_an_account_are_changed_where_one_sees_them() {
        Api company = world.company();
        company.ok("PUT", "/api/v2/public/application/sandbox-crm/config-field", """
                [{"key":"folder","name":"Folder","field_type":"text"},
                 {"key":"stage","name":"Stage","field_type":"select","options":[{"name":"Lead","value":"lead"},{"name":"Won","value":"won"}]},
                 {"key":"fields","name":"Field mapping","field_type":"map_v2","labels":[{"name":"First name","value":"first_name"}],
                  "options":[{"name":"Nickname","value":"nick"}]}]""");
        company.publish("""
                {"name":"Contact to CRM","slug":"sandbox-crm","trigger":{"type":"api"},
                 "nodes":[{"id":"1","name":"Start","type":"start"},{"id":"2","name":"Note","type":"log","level":"info","title":"here"}],
                 "edges":[{"source":"1","target":"2"}]}""");
        Api customer = world.accountWithCrm("configured", "Configured Inc.");

        Page page = world.owner("/linked-accounts/configured/configs");
        assertThat(page.getByText("Not switched on in its settings")).isVisible();
        button(page, "Sandbox CRM").click();
        input(page, "Folder").fill("Inbox");
        choose(page, input(page, "Stage"), "Won");
        choose(page, input(page, "Field of the app for First name"), "Nickname");
        button(page, "Save settings").click();
        assertThat(button(page, "Save settings")).isDisabled();
        Locator workflowSwitch = toggle(page, "Contact to CRM");
        assertThat(workflowSwitch).isEnabled();
        workflowSwitch.press("Space");
        assertThat(page.getByText("Not switched on in its settings")).hasCount(0);
        Look.at(page, "accounts-configs");

        JsonNode config = customer.ok("GET", "/api/v2/public/slug/sandbox-crm/config", null);
        assertThat(config.at("/fields/0/value").asString()).isEqualTo("Inbox");
        assertThat(config.at("/fields/1/value").asString()).isEqualTo("won");
        assertThat(config.at("/fields/2/value")).isEqualTo(Json.read("{\"first_name\":\"nick\"}"));
        assertThat(config.at("/workflows/0/enabled").asBoolean()).isTrue();
    }

    @Test
    void an_account_may_be_called_anything_and_is_reached_from_every_page() {
        String id = "客户 ü & Söhne";
        Api company = world.company();
        company.ok("POST", ACCOUNTS, "{\"linked_account_id\":\"" + id + "\",\"name\":\"Any Script Ltd\"}");
        company.ok(
                "PUT",
                ACCOUNTS + "/integration/save-key-credentials/sandbox-crm?linked_account_id="
                        + URLEncoder.encode(id, StandardCharsets.UTF_8),
                "{\"server_url\":\"" + world.sandbox().url() + "\",\"api_key\":\"" + Sandbox.CRM_KEY + "\"}");
        company.defineEvent("Named", "{\"first_name\":\"Mark\"}");
        company.toCrm("Named to CRM", "Named");

        Page page = world.owner("/linked-accounts");
        link(page, "Any Script Ltd").click();
        assertThat(text(page, "Active")).isVisible();
        tab(page, "Configs and workflows").click();
        assertThat(button(page, "Sandbox CRM")).isVisible();

        link(page, "Try API").click();
        choose(page, field(page, "Event"), "Named", "Named");
        choose(page, field(page, "Linked account"), "客户", id);
        button(page, "Send").click();
        assertThat(named(page, AriaRole.LIST, "Executions")).containsText("Completed");
        link(page, "Events received").click();
        assertThat(page.getByText(id).first()).isVisible();
    }

    @Test
    void a_connection_tells_what_happened_to_it_and_is_ended_here() {
        Api customer = world.accountWithCrm("leaving", "Leaving Ltd");
        Page page = world.owner("/linked-accounts/leaving");
        assertThat(text(page, "Active")).isVisible();
        Look.at(page, "accounts-overview");
        Locator menu = button(page, "Actions for the connection to Sandbox CRM");
        menu.click();
        menuItem(page, "Connection log").click();
        assertThat(dialog(page)).containsText("Connected");
        page.keyboard().press("Escape");
        assertThat(dialog(page)).hasCount(0);

        menu.click();
        menuItem(page, "Disconnect").click();
        assertThat(dialog(page)).containsText("The credentials are deleted here");
        button(dialog(page), "Disconnect").click();

        assertThat(page.getByText("Nothing is connected yet")).isVisible();
        assertThat(customer.ok("GET", ACCOUNTS + "/leaving", null).path("integrations"))
                .isEmpty();
    }
}
