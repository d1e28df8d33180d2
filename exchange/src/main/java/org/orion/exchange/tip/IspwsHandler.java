package org.orion.exchange.tip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import javax.xml.XMLConstants;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;
import org.xml.sax.helpers.XMLFilterImpl;

/// Builds the tree of a document behind the validator, and stops the parser in front of it when a
/// limit is passed.
final class IspwsHandler extends DefaultHandler {
  static final int MOST_LEVELS = 64;
  static final int MOST_FIELDS = 200_000;

  private @Nullable Locator locator;
  private @Nullable Field root;
  private @Nullable Field current;
  private @Nullable SAXParseException firstError;
  private String firstErrorElement = "";
  private final Deque<String> open = new ArrayDeque<>();

  /// The parser, with its limits.
  XMLReader limited(XMLReader parser) {
    return new Limits(parser);
  }

  /// The first place that does not follow the schema.
  @Nullable SAXParseException firstError() {
    return firstError;
  }

  /// The element in which that is.
  String firstErrorElement() {
    return firstErrorElement;
  }

  Optional<Field> document() {
    return Optional.ofNullable(root);
  }

  int line() {
    return locator == null ? 1 : locator.getLineNumber();
  }

  int column() {
    return locator == null ? 1 : locator.getColumnNumber();
  }

  @Override
  public void setDocumentLocator(Locator found) {
    locator = found;
  }

  @Override
  public void startElement(String uri, String name, String qualified, Attributes attributes) {
    Field element = current == null ? Field.xml(name) : current.add(name);
    if (root == null) {
      root = element;
    }
    current = element;
    for (int i = 0; i < attributes.getLength(); i++) {
      String space = attributes.getURI(i);
      boolean hint =
          XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(space)
              && attributes.getLocalName(i).endsWith("chemaLocation");
      if (!hint) {
        element.add("@" + attributes.getLocalName(i)).append(attributes.getValue(i));
      }
    }
  }

  @Override
  public void characters(char[] characters, int start, int length) {
    if (current != null) {
      current.append(characters, start, length);
    }
  }

  @Override
  public void endElement(String uri, String name, String qualified) {
    current = current == null ? null : current.parent();
  }

  @Override
  public void error(SAXParseException invalid) {
    if (firstError == null) {
      firstError = invalid;
      firstErrorElement = Field.shortened(Objects.requireNonNullElse(open.peek(), ""));
    }
  }

  @Override
  public void fatalError(SAXParseException malformed) throws SAXException {
    throw malformed;
  }

  /// Counts levels, elements and attributes before anything else sees them.
  private final class Limits extends XMLFilterImpl {
    private @Nullable Locator place;
    private long fields;

    Limits(XMLReader parser) {
      super(parser);
    }

    @Override
    public void setDocumentLocator(Locator found) {
      place = found;
      super.setDocumentLocator(found);
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes)
        throws SAXException {
      fields += 1L + attributes.getLength();
      open.push(name);
      if (open.size() > MOST_LEVELS) {
        throw new SAXParseException(
            "expected at most %d levels of elements, found more".formatted(MOST_LEVELS), place);
      }
      if (fields > MOST_FIELDS) {
        throw new SAXParseException(
            "expected at most %,d elements and attributes, found more".formatted(MOST_FIELDS),
            place);
      }
      super.startElement(uri, name, qualified, attributes);
    }

    @Override
    public void endElement(String uri, String name, String qualified) throws SAXException {
      super.endElement(uri, name, qualified);
      open.pop();
    }
  }
}
