package org.orion.exchange.pdf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDNumberTreeNode;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkInfo;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkedContentReference;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDParentTreeValue;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;

/// What each piece of text is, for who does not see the page: headings, paragraphs, and cells of
/// tables (ISO 32000-1 section 14.7).
final class PdfStructure {
  private final PDStructureTreeRoot root = new PDStructureTreeRoot();
  private final PDStructureElement top = new PDStructureElement("Document", root);

  /// Of each page the element that each numbered piece of its text belongs to.
  private final List<List<PDStructureElement>> pages = new ArrayList<>();

  PdfStructure() {
    root.appendKid(top);
  }

  PDStructureElement top() {
    return top;
  }

  /// A new element, after those that its parent has.
  ///
  /// @param type a standard type, such as `H1`, `P` or `TD`
  PDStructureElement add(PDStructureElement parent, String type) {
    PDStructureElement element = new PDStructureElement(type, parent);
    parent.appendKid(element);
    return element;
  }

  void beginPage(PDPage page) {
    page.setStructParents(pages.size());
    pages.add(new ArrayList<>());
  }

  /// Binds the next piece of text of the last page to an element.
  ///
  /// @return the number of the piece within its page
  int bind(PDPage page, PDStructureElement element) {
    List<PDStructureElement> pieces = pages.getLast();
    PDMarkedContentReference reference = new PDMarkedContentReference();
    reference.setPage(page);
    reference.setMCID(pieces.size());
    element.appendKid(reference);
    pieces.add(element);
    return pieces.size() - 1;
  }

  void writeTo(PDDocument document) {
    Map<Integer, PDParentTreeValue> parents = new HashMap<>();
    for (int i = 0; i < pages.size(); i++) {
      COSArray elements = new COSArray();
      pages.get(i).forEach(elements::add);
      parents.put(i, new PDParentTreeValue(elements));
    }
    PDNumberTreeNode tree = new PDNumberTreeNode(PDParentTreeValue.class);
    tree.setNumbers(parents);
    root.setParentTree(tree);
    root.setParentTreeNextKey(pages.size());
    PDDocumentCatalog catalog = document.getDocumentCatalog();
    catalog.setStructureTreeRoot(root);
    PDMarkInfo marked = new PDMarkInfo();
    marked.setMarked(true);
    catalog.setMarkInfo(marked);
  }
}
