export const shareMessages = {
  share: {
    open: '转发',
    copyPicture: '复制图片',
    savePicture: '下载图片',
    saveWorkbook: '下载表格（.xlsx）',
    saveBulletin: '下载通报表（.xlsx）',
    copyLink: '复制链接',
    print: '打印',
    working: '正在准备',
    pictureCopied: '图片已复制，可以粘贴到群聊或文档。',
    pictureRefused: '浏览器不允许复制图片（网页须用 HTTPS 打开，或未授权）：请用“下载图片”。',
    saved: '已下载',
    linkCopied: '链接已复制',
    linkRefused: '浏览器不允许复制，请选中下面的地址自行复制。',
    address: '这一页的地址',
    failed: '没有取到，请稍后再试。',
  },
}
