package dev.zaffre.e2e;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/**
 * Where the things of a page are, by what people read or hear: a name is the whole name, unless it is a pattern. Of one name there may be
 * several things; who uses what is found says which, else there must be one.
 */
final class Find {
    private static final Pattern OF_PATTERNS = Pattern.compile("[\\\\^$.|?*+()\\[\\]{}]");

    private Find() {}

    static Locator button(Page page, String name) {
        return named(page, AriaRole.BUTTON, name);
    }

    static Locator button(Locator part, String name) {
        return named(part, AriaRole.BUTTON, name);
    }

    static void press(Page page, String button) {
        button(page, button).click();
    }

    static Locator link(Page page, String name) {
        return named(page, AriaRole.LINK, name);
    }

    static Locator link(Locator part, String name) {
        return named(part, AriaRole.LINK, name);
    }

    static Locator heading(Page page, String words) {
        return named(page, AriaRole.HEADING, words);
    }

    /** The heading of the whole page. */
    static Locator title(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    static Locator region(Page page, String name) {
        return named(page, AriaRole.REGION, name);
    }

    static Locator group(Page page, String name) {
        return named(page, AriaRole.GROUP, name);
    }

    static Locator tab(Page page, String name) {
        return named(page, AriaRole.TAB, name);
    }

    static Locator menuItem(Page page, String name) {
        return named(page, AriaRole.MENUITEM, name);
    }

    static Locator searchBox(Page page, String name) {
        return named(page, AriaRole.SEARCHBOX, name);
    }

    /** What is switched on and off. */
    static Locator toggle(Page page, String name) {
        return named(page, AriaRole.SWITCH, name);
    }

    static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }

    static Locator alert(Page page) {
        return page.getByRole(AriaRole.ALERT);
    }

    /** Whatever is written into, an editor too; a list that one chooses from is one where it can be typed into. */
    static Locator field(Page page, String name) {
        return named(page, AriaRole.TEXTBOX, name);
    }

    static Locator field(Locator part, String name) {
        return named(part, AriaRole.TEXTBOX, name);
    }

    /** As {@link #field}, and what has no role, as a field for a password. */
    static Locator input(Page page, String label) {
        return input(whole(page), label);
    }

    static Locator input(Locator part, String label) {
        // A required field's label ends with an asterisk.
        return part.getByLabel(Pattern.compile("^" + literally(label) + "( \\*)?$"))
                .first();
    }

    /**
     * Writes into an editor, instead of what is in it, with its own keys: a plain {@code fill} marks everything in the page and then
     * types, and what the editor shows in between, such as a mark that arrives, has it type at the start.
     */
    static void rewrite(Locator editor, String text) {
        editor.click();
        editor.press("Control+a");
        editor.page().keyboard().insertText(text);
    }

    static Locator option(Page page, String name) {
        return named(page, AriaRole.OPTION, name);
    }

    /** The first choice of an open list that begins so: behind its name may stand what tells it from others, such as an id. */
    static Locator option(Page page, Pattern name) {
        return named(page, AriaRole.OPTION, name).first();
    }

    /** Opens a list and takes a choice. */
    static void choose(Page page, Locator list, String option) {
        list.click();
        option(page, option).click();
    }

    /** Types into a list and takes the first choice that begins so. */
    static void choose(Page page, Locator list, String typed, String beginning) {
        list.click();
        list.fill(typed);
        option(page, starting(beginning)).click();
    }

    /** Text that stands alone, and is not a part of more. */
    static Locator text(Page page, String text) {
        return page.getByText(text, new Page.GetByTextOptions().setExact(true));
    }

    /** Badges that show that state. */
    static Locator status(Page page, String state) {
        return page.locator("[data-status='" + state + "']");
    }

    /** Everywhere that the side bar leads to. */
    static Locator places(Page page) {
        return named(page, AriaRole.NAVIGATION, "Main").getByRole(AriaRole.LINK);
    }

    /** What stands where something is still being fetched. */
    static Locator loading(Page page) {
        return page.locator(".mantine-Skeleton-root");
    }

    static Locator rowWith(Page page, String text) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
    }

    static Locator named(Page page, AriaRole role, String name) {
        return named(whole(page), role, name);
    }

    static Locator named(Locator part, AriaRole role, String name) {
        return part.getByRole(role, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator named(Page page, AriaRole role, Pattern name) {
        return named(whole(page), role, name);
    }

    static Locator named(Locator part, AriaRole role, Pattern name) {
        return part.getByRole(role, new Locator.GetByRoleOptions().setName(name));
    }

    /** For names that go on with what a test need not know. */
    static Pattern starting(String beginning) {
        return Pattern.compile("^" + literally(beginning));
    }

    /** Not {@link Pattern#quote}: the browser reads it as JavaScript does. */
    private static String literally(String text) {
        return OF_PATTERNS.matcher(text).replaceAll("\\\\$0");
    }

    private static Locator whole(Page page) {
        return page.locator("body");
    }
}
