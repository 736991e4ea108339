"""The words Qt says by itself, in Vietnamese: context menus, file and print dialogs.

Qt ships no Vietnamese translation. Everything else on the screen is written where it is shown.
"""

from PySide6.QtCore import QTranslator

WORDS = {
    # context menus
    "Undo": "Hoàn tác",
    "Redo": "Làm lại",
    "Cut": "Cắt",
    "Copy": "Chép",
    "Paste": "Dán",
    "Delete": "Xóa",
    "Select All": "Chọn hết",
    "Copy Link Location": "Chép liên kết",
    # standard buttons
    "OK": "Đồng ý",
    "Cancel": "Hoãn",
    "Open": "Mở",
    "Save": "Lưu",
    "Close": "Đóng",
    "Yes": "Có",
    "No": "Không",
    "Apply": "Áp dụng",
    # file dialog
    "Drive": "Ổ đĩa",
    "Folder": "Thư mục",
    "File": "Tệp",
    "File Folder": "Thư mục",
    "Look in:": "Trong thư mục:",
    "New Folder": "Thư mục mới",
    "Rename": "Đổi tên",
    "Choose": "Chọn",
    "Directory:": "Thư mục:",
    "All Files (*)": "Mọi tệp (*)",
    "Back": "Quay lại",
    "Forward": "Đi tiếp",
    "Parent Directory": "Thư mục cha",
    "Go back": "Quay lại",
    "Go forward": "Đi tiếp",
    "Go to the parent directory": "Lên thư mục cha",
    "Change to detail view mode": "Xem chi tiết",
    "Change to list view mode": "Xem danh sách",
    "Detail View": "Xem chi tiết",
    "List View": "Xem danh sách",
    "Create New Folder": "Tạo thư mục mới",
    "Create a New Folder": "Tạo thư mục mới",
    "File name:": "Tên tệp:",
    "Files": "Tệp",
    "Files of type:": "Loại tệp:",
    "List of places and bookmarks": "Danh sách nơi hay mở",
    "Show ": "Hiện ",
    "Show hidden files": "Hiện tệp ẩn",
    "Sidebar": "Thanh bên",
    "Computer": "Máy tính",
    "My Computer": "Máy tính",
    "Date Modified": "Ngày sửa",
    "Name": "Tên",
    "Size": "Cỡ",
    "Type": "Loại",
    "Kind": "Loại",
    "%1 already exists.\nDo you want to replace it?": "%1 đã có.\nCó ghi đè không?",
    "%1\nFile not found.\nPlease verify the correct file name was given.": (
        "%1\nKhông tìm thấy tệp.\nHãy kiểm tra lại tên tệp."
    ),
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": (
        "%1\nKhông tìm thấy thư mục.\nHãy kiểm tra lại tên thư mục."
    ),
    "Scroll Left": "Cuộn trái",
    "Scroll Right": "Cuộn phải",
    # print dialog
    "Print": "In",
    "Options >>": "Tùy chọn >>",
    "Options <<": "Tùy chọn <<",
    "All Pages": "Mọi trang",
    "Odd Pages": "Trang lẻ",
    "Even Pages": "Trang chẵn",
    "1 (1x1)": "1 (1×1)",
    "2 (2x1)": "2 (2×1)",
    "4 (2x2)": "4 (2×2)",
    "6 (2x3)": "6 (2×3)",
    "9 (3x3)": "9 (3×3)",
    "16 (4x4)": "16 (4×4)",
    "Bottom to Top, Left to Right": "Dưới lên, trái sang phải",
    "Bottom to Top, Right to Left": "Dưới lên, phải sang trái",
    "Left to Right, Bottom to Top": "Trái sang phải, dưới lên",
    "Left to Right, Top to Bottom": "Trái sang phải, trên xuống",
    "Right to Left, Bottom to Top": "Phải sang trái, dưới lên",
    "Right to Left, Top to Bottom": "Phải sang trái, trên xuống",
    "Top to Bottom, Left to Right": "Trên xuống, trái sang phải",
    "Top to Bottom, Right to Left": "Trên xuống, phải sang trái",
    "Local file": "Tệp trên máy",
    "Print to File (PDF)": "In ra tệp PDF",
    "Write PDF file": "Ghi tệp PDF",
    "Page Setup": "Khổ giấy",
    "Page Layout": "Bố trí trang",
    "Page size:": "Khổ giấy:",
    "Page order:": "Thứ tự trang:",
    "Pages per sheet:": "Số trang một tờ:",
    "Paper": "Giấy",
    "Paper source:": "Khay giấy:",
    "Orientation": "Chiều giấy",
    "Portrait": "Dọc",
    "Landscape": "Ngang",
    "Reverse portrait": "Dọc, ngược đầu",
    "Reverse landscape": "Ngang, ngược đầu",
    "Width:": "Rộng:",
    "Height:": "Cao:",
    "Margins": "Lề",
    "left margin": "lề trái",
    "right margin": "lề phải",
    "top margin": "lề trên",
    "bottom margin": "lề dưới",
    "mm": "mm",
    "Millimeters (mm)": "Milimét (mm)",
    "Inches (in)": "Inch (in)",
    "Points (pt)": "Điểm (pt)",
    "Pica (P̸)": "Pica (P̸)",
    "Didot (DD)": "Didot (DD)",
    "Cicero (CC)": "Cicero (CC)",
    "Custom": "Khổ khác",
    "Form": "In",
    "Copies": "Số bản",
    "Copies:": "Số bản:",
    "Collate": "Xếp theo bộ",
    "Reverse": "Từ trang cuối",
    "Color": "Màu",
    "Color Mode": "Màu in",
    "Grayscale": "Đen trắng",
    "Double Sided Printing": "In hai mặt",
    "Long side binding": "Lật cạnh dài",
    "Short side binding": "Lật cạnh ngắn",
    "Off": "Không",
    "Options": "Tùy chọn",
    "Output Settings": "Cách in",
    "Page Set:": "Các trang:",
    "Pages": "Trang",
    "Pages from": "Từ trang",
    "to": "đến",
    "Print all": "In hết",
    "Print range": "In các trang",
    "Current Page": "Trang này",
    "Selection": "Phần chọn",
    "Specify pages or ranges separated by commas. Ranges are specified by two numbers separated "
    "by a hyphen. E.g: 3,5-7,9 prints pages 3, 5, 6, 7 and 9.": (
        "Các trang cách nhau bằng dấu phẩy, khoảng trang bằng gạch nối; ví dụ 3,5-7,9."
    ),
    "Printer": "Máy in",
    "Name:": "Tên:",
    "Location:": "Nơi đặt:",
    "Type:": "Loại:",
    "Output file:": "Ghi ra tệp:",
    "Properties": "Thuộc tính",
    "Preview": "Xem trước",
    "...": "...",
    # read back by Qt as keys
    "Alt+Left": "Alt+Left",
    "Alt+Right": "Alt+Right",
    "Alt+Up": "Alt+Up",
}
"""English as Qt has it, without the mark of the underlined letter."""

LEFT_AS_THEY_ARE = ("QShortcut", "QGuiApplication", "QPageSize")
"""Names of keys and paper sizes, and what is no word."""


class QtWords(QTranslator):
    """Install it on the application before the first window."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's method
        return False

    def translate(
        self,
        context: str,
        source: str,
        disambiguation: str | None = None,  # noqa: ARG002 - Qt's method
        n: int = -1,  # noqa: ARG002 - Qt's method
    ) -> str | None:  # type: ignore[override]  # None is Qt's "not known here"
        if context in LEFT_AS_THEY_ARE:
            return None
        return WORDS.get(source.replace("&", ""))
