package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.choose;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.field;
import static dev.zaffre.e2e.Find.group;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.menuItem;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.option;
import static dev.zaffre.e2e.Find.region;
import static dev.zaffre.e2e.Find.rewrite;
import static dev.zaffre.e2e.Find.searchBox;
import static dev.zaffre.e2e.Find.starting;
import static dev.zaffre.e2e.Find.tab;
import static dev.zaffre.e2e.Find.title;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A workflow is drawn, tried, published and changed in the browser. */
class BuilderPagesTest extends ConsoleStories {
    private static final String WORKFLOW = "/api/v2/public/workflow";
    private static final String SAMPLE =
            "{\"first_name\":\"Mark\",\"last_name\":\"wood\",\"employee_id\":221,\"is_new\":true}";

    @BeforeAll
    static void an_event_and_an_account() {
        world.company().defineEvent("Contact Created", SAMPLE);
        world.accountWithCrm("acme", "Acme Inc.");
    }

    private static Locator node(Page page, String name) {
        return page.locator(".react-flow__node").filter(new Locator.FilterOptions().setHasText(name));
    }

    private static void saved(Page page) {
        assertThat(page.locator("[data-save='saved']")).isVisible();
    }

    /** @param nodes what comes after the start, each behind a comma */
    private static String drawn(String name, CharSequence nodes, CharSequence edges) {
        return """
                {"name":"%s","slug":"sandbox-crm","trigger":{"type":"event","event":"Contact Created"},
                 "nodes":[{"id":"1","name":"Start","type":"start"}%s],"edges":[%s]}""".formatted(name, nodes, edges);
    }

    private static String noted(String name) {
        return drawn(
                name,
                ",{\"id\":\"2\",\"name\":\"Note\",\"type\":\"log\",\"title\":\"one\"}",
                "{\"source\":\"1\",\"target\":\"2\"}");
    }

    /** Makes a workflow through the API and opens it. */
    private static Page open(String document) {
        String id = world.company().draw(document);
        Page page = world.owner("/workflows/" + id);
        assertThat(page.locator(".react-flow__node").first()).isVisible();
        return page;
    }

    private static String idIn(Page page) {
        return page.url().replaceFirst(".*/workflows/([^/?#]+).*", "$1");
    }

    @Test
    void a_workflow_is_drawn_from_an_event_tried_fixed_published_and_run() {
        Page page = world.owner("/workflows");
        Look.at(page, "workflows-empty");
        button(page, "New workflow").first().click();
        dialog(page).getByLabel("Name").fill("Contacts to CRM");
        choose(page, field(dialog(page), "App"), "Sandbox CRM");
        choose(page, field(dialog(page), "Event"), "Contact Created");
        Look.at(page, "workflow-new");
        button(dialog(page), "Create").click();

        assertThat(node(page, "Start")).isVisible();
        Locator palette = named(page, AriaRole.COMPLEMENTARY, "Add a node");
        palette.getByRole(AriaRole.SEARCHBOX).fill("sandbox crm");
        named(palette, AriaRole.BUTTON, starting("Sandbox CRM")).click();
        choose(page, field(page, "Action"), "Create contact");

        button(page, "Insert variable into First name").click();
        searchBox(page, "Search variables").fill("first text");
        Look.at(page, "builder-insert");
        page.keyboard().press("Enter");
        assertThat(field(page, "First name")).hasText("{{event.first_name}}");
        assertThat(page.locator("[data-field='fields.first_name'] [data-testid='preview']"))
                .containsText("Mark");
        Look.at(page, "builder-action");

        palette.getByRole(AriaRole.SEARCHBOX).fill("rule");
        named(palette, AriaRole.BUTTON, starting("Rule")).click();
        rewrite(field(page, "Variable 1"), "{{event.nick");
        saved(page);

        publishRefused(page);
        publishFixed(page);
        run(page);
    }

    /** The problem leads to the field that it is in. */
    private void publishRefused(Page page) {
        button(page, "Close the panel").click();
        button(page, "Publish").click();
        button(dialog(page), "Publish").click();
        Locator problem = dialog(page).getByRole(AriaRole.LISTITEM).first();
        assertThat(problem).containsText("3 Rule");
        Look.at(page, "builder-publish-refused");
        problem.getByRole(AriaRole.BUTTON).click();
        assertThat(field(page, "Variable 1")).isFocused();
        assertThat(page.getByText("The placeholder is not closed").first()).isVisible();
    }

    private void publishFixed(Page page) {
        rewrite(field(page, "Variable 1"), "{{event.first_name}}");
        rewrite(field(page, "Value 1"), "Mark");
        assertThat(page.getByText("No problems: this can be published.")).isVisible();
        saved(page);
        button(page, "Publish").click();
        dialog(page).getByLabel("What is new").fill("The first one");
        button(dialog(page), "Publish").click();
        assertThat(page.getByText("Version 1 is published")).isVisible();
        assertThat(dialog(page)).isHidden();
    }

    private void run(Page page) {
        button(page, "Run").click();
        field(page, "Linked account").click();
        option(page, starting("acme")).click();
        button(page, "Run draft").click();
        assertThat(page.getByText("The run is over.")).isVisible();
        assertThat(node(page, "Sandbox CRM").locator("[data-status='SUCCESS']")).isVisible();
        assertThat(node(page, "Rule").locator("[data-status='SUCCESS']")).isVisible();
        node(page, "Sandbox CRM").click();
        tab(page, "Input and output").click();
        assertThat(group(page, "In the last run")).containsText("Mark");
        button(page, "Run this node").click();
        assertThat(group(page, "This node alone")).containsText("curl");
        Look.at(page, "builder-run");
        JsonNode runs = world.company().ok("GET", "/api/v2/public/execution?execution_source=Test", null);
        assertThat(runs.path("docs")).hasSize(1);
    }

    @Test
    void everything_can_be_done_with_the_keyboard_and_undone() {
        Page page = open(drawn("By keys", "", ""));
        node(page, "Start").focus();
        page.keyboard().press("a");
        assertThat(dialog(page).getByRole(AriaRole.SEARCHBOX)).isFocused();
        page.keyboard().type("log");
        page.keyboard().press("Enter");
        assertThat(node(page, "Log")).isVisible();
        assertThat(dialog(page)).isHidden();
        assertThat(page.locator(".react-flow__edge")).hasCount(1);
        node(page, "Log").focus();
        page.keyboard().press("Control+d");
        assertThat(node(page, "Log 2")).isVisible();
        node(page, "Log 2").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Delete");
        assertThat(node(page, "Log 2")).isHidden();
        page.keyboard().press("Control+z");
        assertThat(node(page, "Log 2")).isVisible();
        page.keyboard().press("Control+Shift+z");
        assertThat(node(page, "Log 2")).isHidden();
        page.keyboard().press("?");
        assertThat(dialog(page).getByText("Undo")).isVisible();
        Look.at(page, "builder-keys");
        page.keyboard().press("Escape");
        node(page, "Start").focus();
        page.keyboard().press("Enter");
        assertThat(region(page, "Node 1, Start")).isVisible();
        saved(page);
        JsonNode draft = world.company().ok("GET", WORKFLOW + "/" + idIn(page) + "/edit", null);
        assertThat(draft.path("nodes")).hasSize(2);
        assertThat(draft.at("/edges/0/target").asString()).isEqualTo("2");
    }

    @Test
    void nodes_are_copied_into_another_workflow_and_marked_words_are_copied_as_words() {
        world.company().draw(drawn("Copied into", "", ""));
        Page page = open(noted("Copied from"));
        node(page, "Note").click();
        page.keyboard().press("Control+c");
        region(page, "Node 2, Note").locator("p").first().selectText();
        page.keyboard().press("Control+c");
        assertThat((String) page.evaluate("navigator.clipboard.readText()")).contains("Node 2");

        link(page, "Workflows").first().click();
        link(page, "Copied into").click();
        node(page, "Start").focus();
        page.keyboard().press("Control+v");
        assertThat(node(page, "Note")).isVisible();
        saved(page);
        JsonNode draft = world.company().ok("GET", WORKFLOW + "/" + idIn(page) + "/edit", null);
        assertThat(draft.at("/nodes/1/title").asString()).isEqualTo("one");
    }

    @Test
    void a_workflow_goes_out_as_a_file_and_comes_back_the_same() throws IOException {
        String document =
                "{\"name\":\"To a file\",\"slug\":\"sandbox-crm\",\"trigger\":{\"type\":\"event\",\"event\":\"Contact Created\"},"
                        + "\"nodes\":[{\"id\":\"1\",\"name\":\"Start\",\"type\":\"start\",\"position\":{\"x\":0,\"y\":0}},"
                        + "{\"id\":\"2\",\"name\":\"Note\",\"type\":\"log\",\"title\":\"no: {{event.first_name}} #1\",\"position\":{\"x\":0,\"y\":140}}],"
                        + "\"edges\":[{\"source\":\"1\",\"target\":\"2\"}]}";
        Page page = open(document);
        Download file = page.waitForDownload(() -> {
            button(page, "More").click();
            menuItem(page, "Export as YAML").click();
        });
        String yaml = Files.readString(file.path());
        assertThat(file.suggestedFilename()).isEqualTo("to-a-file.yaml");
        JsonNode before = world.company().ok("GET", WORKFLOW + "/" + idIn(page) + "/edit", null);

        page.navigate(world.base() + "/console/test/workflows");
        button(page, "Import").click();
        dialog(page).getByLabel("YAML").fill(yaml.replace("nodes:", "nodos:"));
        button(dialog(page), "Import").click();
        assertThat(dialog(page).getByText(Pattern.compile("Line \\d+: 'nodos' is no member of a workflow")))
                .isVisible();
        dialog(page).getByLabel("YAML").fill(yaml);
        button(dialog(page), "Import").click();
        assertThat(node(page, "Note")).isVisible();
        JsonNode after = world.company().ok("GET", WORKFLOW + "/" + idIn(page) + "/edit", null);
        for (String member : List.of("name", "trigger", "nodes", "edges", "settings")) {
            assertThat(after.path(member)).isEqualTo(before.path(member));
        }
    }

    @Test
    void two_tabs_do_not_overwrite_each_other_and_versions_can_be_brought_back() {
        Page page = open(noted("Twice open"));
        String id = idIn(page);
        world.company().ok("PUT", WORKFLOW + "/" + id + "/publish", "{\"published\":true,\"note\":\"One\"}");
        world.company().ok("PUT", WORKFLOW + "/" + id, "{\"description\":\"changed elsewhere\"}");
        node(page, "Note").click();
        rewrite(field(page, "Title"), "two");
        assertThat(page.getByText("The draft was changed elsewhere")).isVisible();
        Look.at(page, "builder-conflict");
        button(page, "Save mine over it").click();
        saved(page);

        button(page, "Versions").click();
        button(dialog(page), "Compare with the draft").click();
        assertThat(dialog(page)).containsText("Changed 2 Note");
        assertThat(dialog(page)).containsText("title: one → two");
        Look.at(page, "builder-versions");
        button(dialog(page), "Make it the draft").click();
        assertThat(dialog(page)).isHidden();
        node(page, "Note").click();
        assertThat(field(page, "Title")).hasText("one");
    }

    @Test
    void nothing_typed_is_lost_when_one_goes_on_at_once_or_the_server_cannot_be_reached() {
        Page page = open(noted("Left at once"));
        String id = idIn(page);
        node(page, "Note").click();
        rewrite(field(page, "Title"), "typed and gone");
        link(page, "Try API").click();
        assertThat(title(page)).hasText("Try API");
        await().untilAsserted(() -> assertThat(titleOf(id)).isEqualTo("typed and gone"));

        page.navigate(world.base() + "/console/test/workflows/" + id);
        node(page, "Note").click();
        page.route("**/api/v2/public/workflow/" + id, Route::abort);
        rewrite(field(page, "Title"), "typed without a net");
        assertThat(page.locator("[data-save='failed']")).isVisible();
        page.unroute("**/api/v2/public/workflow/" + id);
        saved(page);
        assertThat(titleOf(id)).isEqualTo("typed without a net");
    }

    @Test
    void a_draft_that_is_refused_is_not_sent_again_before_it_is_changed() {
        Page page = open(noted("Gone meanwhile"));
        String id = idIn(page);
        node(page, "Note").click();
        world.company().ok("DELETE", WORKFLOW + "/" + id, null);
        List<String> sent = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.method().equals("PUT")) {
                sent.add(request.url());
            }
        });
        rewrite(field(page, "Title"), "nobody takes this");
        assertThat(page.locator("[data-save='failed']")).isVisible();
        // Longer than the pause after which one that did not arrive is sent again.
        page.waitForTimeout(7_000);
        assertThat(sent).hasSize(1);
        rewrite(field(page, "Title"), "nor this");
        page.waitForCondition(() -> sent.size() == 2);
    }

    private static String titleOf(String workflow) {
        return world.company()
                .ok("GET", WORKFLOW + "/" + workflow + "/edit", null)
                .at("/nodes/1/title")
                .asString();
    }

    @Test
    void names_and_payloads_are_text_whatever_they_say() {
        Page page = open(
                "{\"name\":\"<img src=x onerror=alert(1)>\",\"slug\":\"sandbox-crm\",\"trigger\":{\"type\":\"api\",\"sample\":{\"a\":\"<script>alert(1)</script>\"}},"
                        + "\"nodes\":[{\"id\":\"1\",\"name\":\"Start\",\"type\":\"start\"},"
                        + "{\"id\":\"2\",\"name\":\"<b>bold</b>\",\"type\":\"log\",\"title\":\"{{start.body.a}}\"}],\"edges\":[{\"source\":\"1\",\"target\":\"2\"}]}");
        assertThat(title(page)).hasText("<img src=x onerror=alert(1)>");
        node(page, "<b>bold</b>").click();
        assertThat(page.locator("[data-field='title'] [data-testid='preview']"))
                .containsText("<script>alert(1)</script>");
        assertThat(page.locator("main img")).hasCount(0);
    }

    @Test
    void two_hundred_nodes_stay_fluid() {
        StringBuilder nodes = new StringBuilder();
        StringBuilder edges = new StringBuilder();
        for (int i = 2; i <= 200; i++) {
            nodes.append("""
                    ,{"id":"%1$d","name":"Log %1$d","type":"log","title":"{{event.first_name}}"}""".formatted(i));
            edges.append("""
                    %s{"source":"%d","target":"%d"}""".formatted(edges.isEmpty() ? "" : ",", Math.max(1, i - 3), i));
        }
        Page page = open(drawn("Large", nodes, edges));
        saved(page);
        double rate = panned(page);
        System.out.println("builder with 200 nodes: " + Math.round(rate) + " frames a second while panning");
        assertThat(rate).isGreaterThan(15);
        Look.at(page, "builder-large");
    }

    /** Drags the empty canvas about for two seconds, and counts the frames that the page draws meanwhile. */
    private static double panned(Page page) {
        button(page, "Fit to the screen").click();
        page.evaluate("""
                () => {
                  window.frames_drawn = { count: 0, from: performance.now() };
                  const draw = () => { window.frames_drawn.count++; window.frames_drawn.going = requestAnimationFrame(draw); };
                  requestAnimationFrame(draw);
                }
                """);
        var box = page.locator(".react-flow__pane").boundingBox();
        double x = box.x + 30;
        double y = box.y + 30;
        page.mouse().move(x, y);
        page.mouse().down();
        long until = System.nanoTime() + 2_000_000_000L;
        for (int step = 0; System.nanoTime() < until; step++) {
            page.mouse().move(x + 120 * Math.sin(step / 9.0) + 120, y + 90 * Math.cos(step / 7.0) + 90);
        }
        page.mouse().up();
        Object result = page.evaluate("""
                () => { cancelAnimationFrame(window.frames_drawn.going);
                  return window.frames_drawn.count / ((performance.now() - window.frames_drawn.from) / 1000); }
                """);
        return ((Number) result).doubleValue();
    }

    @Test
    void a_viewer_looks_and_changes_nothing() {
        String id = world.company().draw(noted("To look at"));
        Page page = world.viewer("/workflows/" + id);
        node(page, "Note").click();
        assertThat(field(page, "Title")).hasAttribute("aria-readonly", "true");
        for (String name : List.of("Publish", "Run", "Undo", "Delete this node")) {
            assertThat(button(page, name)).hasCount(0);
        }
        Look.at(page, "builder-viewer");
        var refused = page.request()
                .put(world.base() + WORKFLOW + "/" + id, RequestOptions.create().setData(Map.of("name", "mine")));
        assertThat(refused.status()).isEqualTo(403);
    }
}
